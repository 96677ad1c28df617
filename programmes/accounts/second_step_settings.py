"""Setting up the second step, and turning it off: under Mina uppgifter, for SKR's people."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from django.contrib import auth, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from modellkoncept.web.http_methods import require_http_methods, require_POST
from modellkoncept.web.qr_code import qr_code
from programmes import errors
from programmes.accounts.forms import SecondStepForm
from programmes.accounts.second_step import too_many_codes, wrong_code
from programmes.accounts.way_in import UNPROCESSABLE
from programmes.permissions import may_have_second_step
from programmes.queries.second_steps import (
    has_app,
    has_second_step,
    passkeys_of,
    recovery_codes_left,
)
from programmes.requests import Request
from programmes.services import second_steps

TURN_ON, NEW_CODES = gettext_lazy("Slå på"), gettext_lazy("Skapa nya reservkoder")
TURN_OFF = gettext_lazy("Stäng av")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_step_settings(request: Request) -> HttpResponse:
    """Show how it stands; set an app up with the code that it shows."""
    _require_right(request)
    if has_app(request.user):
        return _page(request)
    typed = request.POST if request.method == "POST" else None
    form = SecondStepForm(typed, button=TURN_ON, has_recovery=False)
    if form.is_valid():
        try:
            codes = second_steps.set_up_app(user=request.user, typed=form.cleaned_data["code"])
        except errors.WrongSecondStepError:
            form.add_error("code", wrong_code())
        except errors.TooManyTriesError:
            form.add_error("code", too_many_codes())
        else:
            request.user.refresh_from_db(fields=["session_secret"])
            auth.update_session_auth_hash(request, request.user)
            return show_recovery_codes(request, codes)
    return _page(request, form=form)


@never_cache
@require_POST
def new_recovery_codes(request: Request) -> HttpResponse:
    """Show new recovery codes once, against a code."""
    _require_right(request)
    form = SecondStepForm(request.POST, prefix="new", button=NEW_CODES)
    if form.is_valid():
        try:
            codes = second_steps.new_recovery_codes(
                user=request.user, typed=form.cleaned_data["code"]
            )
        except errors.WrongSecondStepError:
            form.add_error("code", wrong_code())
        except errors.TooManyTriesError:
            form.add_error("code", too_many_codes())
        else:
            return show_recovery_codes(request, codes)
    return _page(request, new_codes=form)


@never_cache
@require_POST
def turn_off_second_step(request: Request) -> HttpResponse:
    """Let the code by e-mail do again, against a code."""
    _require_right(request)
    form = SecondStepForm(request.POST, prefix="off", button=TURN_OFF)
    if form.is_valid():
        try:
            second_steps.remove_app(user=request.user, typed=form.cleaned_data["code"])
        except errors.WrongSecondStepError:
            form.add_error("code", wrong_code())
        except errors.TooManyTriesError:
            form.add_error("code", too_many_codes())
        else:
            messages.success(request, _("Det andra steget är avstängt."))
            return redirect("second_step_settings")
    return _page(request, turn_off=form)


def _require_right(request: Request) -> None:
    """SKR's people set it up; who has one may always turn it off, also when her rights changed."""
    if not (may_have_second_step(request.user) or has_second_step(request.user)):
        raise PermissionDenied


def show_recovery_codes(request: Request, codes: list[str]) -> HttpResponse:
    """Show them, this once."""
    halves = [f"{code[:4]} {code[4:]}" for code in codes]
    return render(request, "account/recovery_codes.html", {"codes": halves})


def _page(request: Request, **more: Any) -> HttpResponse:
    """The page as it stands; the forms that were not sent are empty."""
    bound = [each for each in more.values() if getattr(each, "is_bound", False)]
    context: dict[str, Any] = {} if has_app(request.user) else _of_an_app(request)
    context |= {
        "is_on": has_second_step(request.user),
        "has_app": has_app(request.user),
        "passkeys": passkeys_of(request.user),
        "may_add": may_have_second_step(request.user),
        "codes_left": recovery_codes_left(request.user),
        "new_codes": SecondStepForm(prefix="new", button=NEW_CODES),
        "turn_off": SecondStepForm(prefix="off", button=TURN_OFF),
        **more,
    }
    status = UNPROCESSABLE if bound else 200
    return render(request, "account/second_step_settings.html", context, status=status)


def _of_an_app(request: Request) -> dict[str, Any]:
    """What an app is set up with."""
    secret = second_steps.secret_to_set_up(request.user)
    url = get_adapter().build_totp_url(request.user, secret)
    return {
        "form": SecondStepForm(button=TURN_ON, has_recovery=False),
        "qr_code": qr_code(url, _("QR-kod för appen"), css_class="ss-qr"),
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
    }
