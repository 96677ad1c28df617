"""Sign-in and sign-out views: a code by e-mail, never a password."""

from django.contrib import admin, auth, messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from modellkoncept.mail.status import held_up_since
from modellkoncept.text.email_address import shown_address
from modellkoncept.web.client_address import client_network
from modellkoncept.web.http_methods import require_http_methods
from modellkoncept.web.local_letters import letters_are_here
from programmes import errors
from programmes.accounts.forms import AskForCodeForm, ConfirmCodeForm
from programmes.accounts.way_in import (
    ASKED,
    FIRST_PERSON,
    UNPROCESSABLE,
    let_in,
    next_url_of,
    send_code,
    to,
)
from programmes.services import sign_in_codes


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_code(request: HttpRequest) -> HttpResponse:
    """Request a code by e-mail; also the way to request a new one."""
    next_url = next_url_of(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(next_url or "/")
    form = AskForCodeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, "account/request_login_code.html", form, next_url)
    address = form.cleaned_data["email"]
    try:
        send_code(request, address)
    except errors.CodeAlreadySentError:
        form.add_error(
            "email",
            _(
                "Det blev för många försök. Använd koden i det senaste mejlet, eller vänta"
                " några minuter."
            ),
        )
        return _page(request, "account/request_login_code.html", form, next_url)
    return to("account_confirm_login_code", next_url)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_code(request: HttpRequest) -> HttpResponse:
    """Sign in with the code; say why when it has expired or was requested in another browser."""
    next_url = next_url_of(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(next_url or "/")
    asked = request.session.get(ASKED)
    if not asked:
        return _ask_again(request, _("Koden gäller inte längre. Be om en ny."), next_url)
    form = ConfirmCodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            user = sign_in_codes.judge_code(
                code_id=asked["code"],
                address=asked["address"],
                typed=form.cleaned_data["code"],
                network=client_network(request),
                earlier=asked.get("earlier", ()),
            )
        except errors.TooManyTriesError:
            said = _("Det blev för många försök. Be om en ny kod.")
            return _ask_again(request, said, next_url)
        except errors.CodeOverError:
            return _ask_again(request, _("Koden gäller inte längre. Be om en ny."), next_url)
        except (errors.WrongSignInCodeError, errors.OlderCodeError) as error:
            form.add_error("code", _why(error))
        else:
            return let_in(request, user, next_url)
    more = {
        "address": shown_address(asked["address"]),
        "mail_held_up_since": held_up_since(),
        "letters_are_here": letters_are_here(request),
        "is_first_person": FIRST_PERSON in request.session,
    }
    return _page(request, "account/confirm_login_code.html", form, next_url, **more)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out by POST; open to all, so that an ended session is not asked to sign in first."""
    if request.method != "POST" and request.user.is_authenticated:
        return render(request, "account/logout.html")
    was_signed_in = request.user.is_authenticated
    auth.logout(request)
    if was_signed_in:
        messages.success(request, _("Du är utloggad."))
    return HttpResponseRedirect(next_url_of(request) or reverse("account_login"))


@login_not_required
def admin_sign_in(request: HttpRequest) -> HttpResponse:
    """Redirect the admin's login to the only sign-in page; users without access are told so."""
    if request.user.is_authenticated and not admin.site.has_permission(request):
        raise PermissionDenied
    return to("account_login", next_url_of(request))


def no_passwords(request: HttpRequest) -> HttpResponse:
    """Replace the admin's password page: nobody has a password."""
    raise Http404


def _why(error: Exception) -> str:
    if isinstance(error, errors.OlderCodeError):
        return _("Den koden stod i ett äldre mejl. Du har fått ett nyare: använd koden i det.")
    if isinstance(error, errors.WrongSignInCodeError) and error.is_long:
        return _("Koden stämmer inte. Läs i mejlet en gång till och skriv alla tolv siffrorna.")
    return _("Koden stämmer inte. Läs i mejlet en gång till och skriv sex siffror.")


def _ask_again(request: HttpRequest, said: str, next_url: str) -> HttpResponse:
    """Back to where a code is asked for, and why.

    The session stays as it is: of two answers at once the other may just have changed it.
    """
    messages.warning(request, said)
    return to("account_login", next_url)


def _page(
    request: HttpRequest,
    template: str,
    form: AskForCodeForm | ConfirmCodeForm,
    next_url: str,
    **more: object,
) -> HttpResponse:
    context = {"form": form, "next_url": next_url, **more}
    return render(request, template, context, status=UNPROCESSABLE if form.is_bound else 200)
