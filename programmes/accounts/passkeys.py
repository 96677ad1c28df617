"""Passkeys as the second step: the browser asks for a challenge, and answers it in a form."""

from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib import auth, messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from modellkoncept.web.http_methods import require_POST
from programmes import errors
from programmes.accounts.forms import PasskeyForm
from programmes.accounts.second_step import too_many_codes, who_waits
from programmes.accounts.second_step_settings import show_recovery_codes
from programmes.accounts.way_in import SECOND_STEP, finish, to
from programmes.permissions import may_have_second_step
from programmes.queries.second_steps import passkeys_of
from programmes.requests import Request
from programmes.services import second_steps


@never_cache
@require_POST
def begin_adding(request: Request) -> HttpResponse:
    """What the browser needs to make a passkey: kept in this session until it answers."""
    _require_right(request)
    return JsonResponse(webauthn.begin_registration(request.user, passwordless=False))


@never_cache
@require_POST
def add_passkey(request: Request) -> HttpResponse:
    """Add the passkey that the browser has made."""
    _require_right(request)
    form = PasskeyForm(request.POST)
    codes: list[str] = []
    try:
        if not form.is_valid():
            raise errors.WrongSecondStepError
        name = _("Passnyckel %s") % (passkeys_of(request.user) + 1)
        codes = second_steps.add_passkey(
            user=request.user, name=name, credential=form.cleaned_data["credential"]
        )
    except errors.WrongSecondStepError:
        messages.warning(request, _("Passnyckeln kunde inte läggas till. Försök igen."))
        return redirect("second_step_settings")
    if not codes:
        messages.success(request, _("Passnyckeln är tillagd."))
        return redirect("second_step_settings")
    request.user.refresh_from_db(fields=["session_secret"])
    auth.update_session_auth_hash(request, request.user)
    return show_recovery_codes(request, codes)


@login_not_required
@never_cache
@require_POST
def begin_using(request: HttpRequest) -> HttpResponse:
    """The challenge that a passkey of who waits for the second step shall sign."""
    user = who_waits(request.session.get(SECOND_STEP) or {})
    if user is None:
        raise PermissionDenied
    return JsonResponse(webauthn.begin_authentication(user))


@login_not_required
@never_cache
@require_POST
def use_passkey(request: HttpRequest) -> HttpResponse:
    """Let in who waits for the second step, when her passkey has signed the challenge."""
    waiting = request.session.get(SECOND_STEP) or {}
    user = who_waits(waiting)
    if user is None:
        return to("account_login")
    form = PasskeyForm(request.POST)
    try:
        if not form.is_valid():
            raise errors.WrongSecondStepError
        second_steps.judge_passkey(user=user, credential=form.cleaned_data["credential"])
    except errors.WrongSecondStepError:
        messages.warning(request, _("Passnyckeln kändes inte igen. Försök igen."))
    except errors.TooManyTriesError:
        messages.warning(request, too_many_codes())
    else:
        return finish(request, user, waiting["next"])
    return to("second_step")


def _require_right(request: Request) -> None:
    if not may_have_second_step(request.user):
        raise PermissionDenied
