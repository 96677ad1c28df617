"""Sign-in and sign-out views: a code by e-mail, never a password."""

from allauth.account.utils import perform_login
from django.contrib import admin, auth, messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from modellkoncept.mail.status import held_up_since
from modellkoncept.text.email_address import shown_address
from modellkoncept.web.client_address import client_network
from modellkoncept.web.http_methods import require_http_methods
from modellkoncept.web.return_url import local_address
from programmes import errors
from programmes.accounts.forms import AskForCodeForm, ConfirmCodeForm
from programmes.models import User
from programmes.services import invitations, sign_in_codes

# In the session: the row that was given, for which address, and those given for it before.
ASKED = "sign_in"
EARLIER = 8  # rows: more than are live at once
ASKED_LASTS = 30 * 60  # seconds; the session of somebody who asks and never comes back
UNPROCESSABLE = 422


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_code(request: HttpRequest) -> HttpResponse:
    """Request a code by e-mail; also the way to request a new one."""
    next_url = _next_url(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(next_url or "/")
    form = AskForCodeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, "account/request_login_code.html", form, next_url)
    address = form.cleaned_data["email"]
    asked = request.session.get(ASKED, {})
    try:
        code_id = sign_in_codes.ask_for_code(
            address=address, network=client_network(request), held=asked.get("code")
        )
    except errors.CodeAlreadySentError:
        form.add_error(
            "email",
            _(
                "Det blev för många försök. Använd koden i det senaste mejlet, eller vänta"
                " några minuter."
            ),
        )
        return _page(request, "account/request_login_code.html", form, next_url)
    earlier = [*asked.get("earlier", []), asked["code"]] if asked else []
    request.session[ASKED] = {"code": code_id, "address": address, "earlier": earlier[-EARLIER:]}
    request.session.set_expiry(ASKED_LASTS)
    return _to("account_confirm_login_code", next_url)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_code(request: HttpRequest) -> HttpResponse:
    """Sign in with the code; say why when it has expired or was requested in another browser."""
    next_url = _next_url(request)
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
            return _sign_in(request, user, next_url)
    more = {"address": shown_address(asked["address"]), "mail_held_up_since": held_up_since()}
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
    return HttpResponseRedirect(_next_url(request) or reverse("account_login"))


@login_not_required
def admin_sign_in(request: HttpRequest) -> HttpResponse:
    """Redirect the admin's login to the only sign-in page; users without access are told so."""
    if request.user.is_authenticated and not admin.site.has_permission(request):
        raise PermissionDenied
    return _to("account_login", _next_url(request))


def no_passwords(request: HttpRequest) -> HttpResponse:
    """Replace the admin's password page: nobody has a password."""
    raise Http404


def _sign_in(request: HttpRequest, user: User, next_url: str) -> HttpResponse:
    del request.session[ASKED]
    request.session.set_expiry(None)
    invitations.accept_invitations(user=user)
    response: HttpResponse = perform_login(request, user, redirect_url=next_url or "/")
    return response


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
    return _to("account_login", next_url)


def _next_url(request: HttpRequest) -> str:
    """The page of this site that the visitor was on the way to; empty for none."""
    typed = request.POST.get("next") or request.GET.get("next", "")
    return local_address(request, typed, otherwise="")


def _to(name: str, next_url: str) -> HttpResponse:
    query = f"?{urlencode({'next': next_url})}" if next_url else ""
    return HttpResponseRedirect(f"{reverse(name)}{query}")


def _page(
    request: HttpRequest,
    template: str,
    form: AskForCodeForm | ConfirmCodeForm,
    next_url: str,
    **more: object,
) -> HttpResponse:
    context = {"form": form, "next_url": next_url, **more}
    return render(request, template, context, status=UNPROCESSABLE if form.is_bound else 200)
