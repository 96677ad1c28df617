"""Sign-in by an organisation's own OpenID Connect: the way there, the way back, the connections."""

import logging
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from requests import RequestException

from modellkoncept.web.http_methods import require_POST
from programmes.accounts.oidc_adapter import VerifyingOidcAdapter, went_wrong
from programmes.accounts.way_in import ASKED_LASTS, next_url_of, to
from programmes.requests import Request
from programmes.services import oidc_identities

logger = logging.getLogger(__name__)
# What a provider that is down, or says nonsense, ends in.
FAILURES = (
    RequestException,
    OAuth2Error,
    ImproperlyConfigured,
    AttributeError,  # of JSON that is of another kind than allauth expects, as the next ones
    KeyError,
    TypeError,
    ValueError,
)


@login_not_required
@never_cache
@require_POST
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the provider: to sign in, or from Mina uppgifter to connect it.

    By a page that leads on at once, for many a provider leads on in turn, and the content policy
    lets no form of ours do that.
    """
    provider = _provider(request, provider_id)
    is_signed_in = request.user.is_authenticated
    if not is_signed_in:
        request.session.set_expiry(ASKED_LASTS)
    process = AuthProcess.CONNECT if is_signed_in else AuthProcess.LOGIN
    kept = {"next_url": next_url_of(request) or None}  # with the state, until she is back
    try:
        answer = provider.redirect(request, process, **kept)
    except FAILURES as error:
        return _failed(request, provider, error)
    if "location" not in answer.headers:
        return _failed(request, provider, OAuth2Error("no address to lead on to"))
    context = {"name": provider.name, "address": answer.headers["location"]}
    return render(request, "account/oidc_leads_on.html", context)


@login_not_required
@never_cache
@require_safe
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Where the provider leads back to: the adapter judges what it says."""
    provider = _provider(request, provider_id)
    view = OAuth2CallbackView.adapter_view(VerifyingOidcAdapter(request, provider_id))
    try:
        answer: HttpResponse = view(request)
    except FAILURES as error:
        return _failed(request, provider, error)
    return answer


@never_cache
@require_safe
def oidc_settings(request: Request) -> HttpResponse:
    """Which providers there are, and which of them the user has connected."""
    issuers = set(request.user.oidc_identities.values_list("issuer", flat=True))
    providers = [
        {**each, "is_connected": each["issuer"] in issuers} for each in settings.OIDC_PROVIDERS
    ]
    return render(request, "account/oidc_settings.html", {"providers": providers})


@require_POST
def disconnect(request: Request, provider_id: str) -> HttpResponse:
    """Connect the user with this provider no more."""
    found = _settings_of(provider_id)
    oidc_identities.disconnect(user=request.user, issuer=found["issuer"])
    messages.success(request, _("%s är inte kopplad längre.") % found["name"])
    return to("oidc_settings")


def _settings_of(provider_id: str) -> dict[str, Any]:
    for each in settings.OIDC_PROVIDERS:
        if each["id"] == provider_id:
            return each
    raise Http404


def _provider(request: HttpRequest, provider_id: str) -> Any:
    _settings_of(provider_id)
    try:
        return get_adapter().get_provider(request, provider=provider_id)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error


def _failed(request: HttpRequest, provider: Any, error: Exception) -> HttpResponse:
    """Say so on the page, and in the log what kind of error it was: never what it quotes."""
    logger.warning("OpenID Connect with %s failed: %s", provider.name, type(error).__name__)
    return went_wrong(request, provider.name)
