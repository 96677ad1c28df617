"""Sign-in and sign-out views, on top of allauth's. Codes only, never passwords."""

from allauth.account import views as account
from allauth.account.utils import get_login_redirect_url
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from modellkoncept.mail.status import held_up_since


@login_not_required
@never_cache
def ask_for_code(request: HttpRequest) -> HttpResponse:
    """Request a code by e-mail; also the way to request a new one."""
    if request.user.is_authenticated:
        return redirect(get_login_redirect_url(request))
    return _wrong_form_is_422(request, account.request_login_code(request))


@login_not_required
@never_cache
def confirm_code(request: HttpRequest) -> HttpResponse:
    """Sign in with the code; say why when it has expired or was requested in another browser."""
    response = account.confirm_login_code(request)
    if isinstance(response, TemplateResponse):
        # The same to everybody, so that it tells of no address whether it is known.
        context = response.context_data or {}
        response.context_data = context | {"mail_held_up_since": held_up_since()}
    sent_back = getattr(response, "url", None) == reverse("account_login")
    has_a_reason = getattr(messages.get_messages(request), "added_new", False)
    if sent_back and not has_a_reason:
        messages.warning(request, _("Koden gäller inte längre. Be om en ny."))
    return _wrong_form_is_422(request, response)


@login_not_required
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out by POST; open to all, so that an ended session is not asked to sign in first."""
    return account.logout(request)


@login_not_required
def admin_sign_in(request: HttpRequest) -> HttpResponse:
    """Redirect the admin's login to the only sign-in page; users without access are told so."""
    if request.user.is_authenticated and not admin.site.has_permission(request):
        raise PermissionDenied
    return redirect(f"{reverse('account_login')}?{request.GET.urlencode()}")


def no_passwords(request: HttpRequest) -> HttpResponse:
    """Replace the admin's password page: nobody has a password."""
    raise Http404


def _wrong_form_is_422(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    # Allauth answers a right form with a redirect, so what is not one shows what was wrong.
    if request.method == "POST" and response.status_code == 200:  # noqa: PLR2004 – HTTP's own number
        response.status_code = 422
    return response
