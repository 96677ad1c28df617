"""Allauth's side of OpenID Connect: it speaks the protocol, and we decide who comes in.

Its own tables stay empty: they would keep the time of each person's last sign-in, and know people
by the name of a provider instead of its issuer.
"""

from contextlib import suppress
from typing import Any, NoReturn

import jwt
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from programmes import errors
from programmes.accounts.way_in import let_in, to
from programmes.services import oidc_identities
from programmes.services.oidc_identities import Identity

# Verified by a public key, never by a shared secret.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
CLOCKS_DIFFER = 60  # seconds, at most


class IdentityAdapter(DefaultSocialAccountAdapter):
    """Providers come from the settings only; a sign-in is ended before allauth stores anything."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        return [
            SocialApp(
                provider="openid_connect",
                provider_id=each["id"],
                name=each["name"],
                client_id=each["client_id"],
                secret=each["client_secret"],
                settings={"server_url": each["issuer"], "oauth_pkce_enabled": True},
            )
            for each in settings.OIDC_PROVIDERS
            if provider in {None, each["id"], "openid_connect"}
        ]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> NoReturn:
        """Judge what the provider has said, and answer."""
        provider = next(
            each for each in settings.OIDC_PROVIDERS if each["id"] == sociallogin.provider.sub_id
        )
        identity = identity_in(sociallogin.account.extra_data, provider["issuer"])
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            raise ImmediateHttpResponse(connect(request, provider, identity))
        next_url = sociallogin.state.get("next") or ""
        raise ImmediateHttpResponse(sign_in(request, provider, identity, next_url))

    def on_authentication_error(  # noqa: PLR0913 – allauth's own
        self,
        request: HttpRequest,
        provider: Any,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> NoReturn:
        raise ImmediateHttpResponse(
            went_wrong(request, provider.name, is_cancelled=error == AuthError.CANCELLED)
        )


class VerifyingOidcAdapter(OpenIDConnectOAuth2Adapter):
    """Verifies the signature of an ID token, also of one that came straight from the issuer."""

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        """The claims, signed by a key of the issuer's, for us, and still in time."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        try:
            wanted = jwt.get_unverified_header(id_token).get("kid")
            for key in jwt.PyJWKSet.from_dict(answer.json()).keys:
                if wanted in {None, key.key_id}:
                    with suppress(jwt.InvalidSignatureError):
                        return self._claims(app, id_token, key)
        except jwt.PyJWTError as error:
            raise OAuth2Error("Invalid ID token") from error
        raise OAuth2Error("No key of the issuer's has signed the ID token")

    def _claims(self, app: SocialApp, id_token: str, key: jwt.PyJWK) -> dict[str, Any]:
        claims: dict[str, Any] = jwt.decode(
            id_token,
            key,
            algorithms=ALGORITHMS,
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            leeway=CLOCKS_DIFFER,
            options={"require": ["iss", "sub", "aud", "exp"]},
        )
        if claims.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("The ID token is for another client")
        return claims


def identity_in(claims: dict[str, Any], expected: str) -> Identity:
    """Who the tokens say it is. ValueError where they say nobody, or are not of one mind."""
    token, about = claims.get("id_token") or {}, claims.get("userinfo") or {}
    issuer, subject = str(token.get("iss", "")).rstrip("/"), token.get("sub")
    if issuer != expected:
        raise ValueError("another issuer than the settings name")
    if not subject or not isinstance(subject, str) or about.get("sub") != subject:
        raise ValueError("ID token and userinfo are not about one subject")
    said = about if "email" in about else token
    is_verified = said.get("email_verified") is True
    return Identity(issuer, subject, str(said.get("email") or "") if is_verified else "")


def sign_in(
    request: HttpRequest, provider: dict[str, Any], identity: Identity, next_url: str
) -> HttpResponse:
    try:
        user = oidc_identities.person_of(
            identity=identity, trusted_domains=provider["trusted_domains"]
        )
    except errors.UnknownIdentityError:
        said = _(
            "Din inloggning hos %(name)s är inte kopplad till någon här. Logga in med en kod den"
            " här gången, och koppla den sedan under Mina uppgifter."
        )
    except errors.OtherIdentityError:
        said = _(
            "Din inloggning hos %(name)s är en annan än den som är kopplad. Logga in med en kod"
            " den här gången, och koppla om den under Mina uppgifter."
        )
    else:
        return let_in(request, user, next_url)
    messages.warning(request, said % {"name": provider["name"]})
    return to("account_login", next_url)


def connect(request: HttpRequest, provider: dict[str, Any], identity: Identity) -> HttpResponse:
    if not request.user.is_authenticated:
        return went_wrong(request, provider["name"])
    try:
        oidc_identities.connect(user=request.user, identity=identity)
    except errors.IdentityTakenError:
        said = _("Inloggningen hos %(name)s är redan kopplad till någon annan. Inget är ändrat.")
        messages.warning(request, said % {"name": provider["name"]})
    except errors.OtherIdentityError:
        said = _("Du har redan kopplat en annan inloggning hos %(name)s. Koppla från den först.")
        messages.warning(request, said % {"name": provider["name"]})
    else:
        said = _("Nu kan du logga in med %(name)s.")
        messages.success(request, said % {"name": provider["name"]})
    return to("oidc_settings")


def went_wrong(request: HttpRequest, name: str, *, is_cancelled: bool = False) -> HttpResponse:
    """Back to where she came from, with a sentence; a code by e-mail always works."""
    if is_cancelled:
        said = _("Du avbröt inloggningen hos %s.") % name
    else:
        said = (
            _("Inloggningen hos %s gick inte att slutföra. Försök igen, eller logga in med en kod.")
            % name
        )
    messages.warning(request, said)
    return to("oidc_settings" if request.user.is_authenticated else "account_login")
