"""The second step at sign-in, for who has set one up."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from modellkoncept.web.http_methods import require_http_methods
from programmes import errors
from programmes.accounts.forms import SecondStepForm
from programmes.accounts.way_in import SECOND_STEP, UNPROCESSABLE, finish, to
from programmes.models import User
from programmes.queries.second_steps import has_app, passkeys_of
from programmes.services import second_steps


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """Let in who has shown the code of her mailbox, and now that of her app."""
    waiting = request.session.get(SECOND_STEP) or {}
    user = who_waits(waiting)
    if user is None:
        return to("account_login")
    form = SecondStepForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            second_steps.judge_second_step(user=user, typed=form.cleaned_data["code"])
        except errors.WrongSecondStepError:
            form.add_error("code", wrong_code())
        except errors.TooManyTriesError:
            form.add_error("code", too_many_codes())
        else:
            return finish(request, user, waiting["next"])
    status = UNPROCESSABLE if form.is_bound else 200
    context = {"form": form, "has_app": has_app(user), "passkeys": passkeys_of(user)}
    return render(request, "account/second_step.html", context, status=status)


def wrong_code() -> str:
    return _(
        "Koden stämmer inte. Skriv koden som appen visar just nu; samma kod fungerar bara en gång."
    )


def too_many_codes() -> str:
    return _("Det blev för många försök. Vänta en kvart och försök igen.")


def who_waits(waiting: dict[str, str]) -> User | None:
    """The person whose mailbox was shown; not after her sessions were ended meanwhile."""
    if not waiting:
        return None
    user = User.objects.filter(pk=waiting["user"], is_active=True).first()
    return user if user and user.get_session_auth_hash() == waiting["hash"] else None
