"""Sign-in by an organisation's own OpenID Connect, against a provider that really runs."""

import base64
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client, RequestFactory

from programmes.accounts.oidc_adapter import VerifyingOidcAdapter, identity_in
from programmes.models import OidcIdentity, User
from programmes.services.people import change_person
from tests.factories import UserFactory
from tests.markup import on_one_line
from tests.modellkoncept.test_staff_mfa import STEP, set_up
from tests.modellkoncept.up import wait_for
from tests.site_processes import free_port

pytestmark = pytest.mark.django_db
BEGIN, CALLBACK = "/logga-in/med/1/", "/logga-in/med/1/svar/"
CONNECTIONS = "/mina-uppgifter/inloggningar/"
KARIN = {"email": "Karin.Ek@granvik.example", "email_verified": True}
NOT_CONNECTED = (
    "Din inloggning hos Granviks kommun är inte kopplad till någon här. Logga in med en kod den"
    " här gången, och koppla den sedan under Mina uppgifter."
)
ANOTHER = (
    "Din inloggning hos Granviks kommun är en annan än den som är kopplad. Logga in med en kod"
    " den här gången, och koppla om den under Mina uppgifter."
)
FAILED = (
    "Inloggningen hos Granviks kommun gick inte att slutföra. Försök igen, eller logga in med en"
    " kod."
)


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A running provider: whoever signs in there says which account it is."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            issuer = f"http://localhost:{port}"
            wait_for(lambda: answers(issuer))
            yield issuer
        finally:
            process.terminate()


def answers(issuer: str) -> bool:
    try:
        return requests.get(issuer, timeout=2).ok
    except requests.RequestException:
        return False


@pytest.fixture
def provider(issuer, settings) -> dict:
    """The settings of that provider, which trust it for no domain."""
    settings.OIDC_PROVIDERS = [
        {
            "id": "1",
            "name": "Granviks kommun",
            "issuer": issuer,
            "client_id": "modellkoncept",
            "client_secret": "hemligt",
            "trusted_domains": [],
        }
    ]
    return settings.OIDC_PROVIDERS[0]


@pytest.fixture
def karin() -> User:
    return UserFactory(email="karin.ek@granvik.example", full_name="Karin Ek")


def account(provider, subject: str, claims: dict) -> None:
    """An account there, with what it says of itself."""
    answer = requests.put(f"{provider['issuer']}/users/{subject}", json=claims, timeout=10)
    answer.raise_for_status()


def lead_on(client, next_url: str = "") -> str:
    """Press the button; the provider's address that the page leads on to."""
    page = client.post(BEGIN, {"next": next_url})
    assert page.status_code == 200
    return page.context["address"]


def say_yes(address: str, subject: str, action: str = "") -> str:
    """Sign in at the provider; the address of ours that it leads back to."""
    answer = requests.post(
        address, data={"sub": subject, "action": action}, allow_redirects=False, timeout=10
    )
    back = urlsplit(answer.headers["Location"])
    assert back.path == CALLBACK
    return f"{back.path}?{back.query}"


def sign_in(client, subject: str, next_url: str = ""):
    return client.get(say_yes(lead_on(client, next_url), subject))


def said(client, answer) -> list[str]:
    """What the page that it leads to says."""
    page = client.get(answer.url)
    return [str(message) for message in page.context["messages"]]


def signed_in_as(client) -> User | None:
    answer = client.get("/")
    return answer.context["user"] if answer.status_code == 200 else None


def test_a_connected_account_signs_in_and_nothing_tells_when(client, provider, karin):
    account(provider, "s-1", KARIN)
    client.force_login(karin)
    connected = client.get(say_yes(lead_on(client), "s-1"))
    there = on_one_line(client.get(CONNECTIONS).content.decode())
    people, identities = list(User.objects.values()), list(OidcIdentity.objects.values())
    other = Client()

    door = on_one_line(other.get("/logga-in/").content.decode())
    answer = sign_in(other, "s-1", "/omgangar/")

    assert connected.url == CONNECTIONS
    assert "Kopplad till dig." in there
    assert "Logga in med Granviks kommun" in door
    assert (answer.status_code, answer.url) == (302, "/omgangar/")
    assert signed_in_as(other) == karin
    assert list(User.objects.values()) == people
    assert list(OidcIdentity.objects.values()) == identities
    assert [(each["issuer"], each["subject"]) for each in identities] == [
        (provider["issuer"], "s-1")
    ]
    assert (SocialAccount.objects.count(), SocialToken.objects.count()) == (0, 0)


def test_the_way_there_holds_state_and_pkce_and_leads_by_a_page_of_ours(client, provider):
    page = client.post(BEGIN)

    asked = parse_qs(urlsplit(page.context["address"]).query)
    assert asked["redirect_uri"] == [f"http://testserver{CALLBACK}"]
    assert asked["code_challenge_method"] == ["S256"]
    assert (len(asked["state"][0]), asked["response_type"]) == (16, ["code"])
    assert '<meta http-equiv="refresh" content="0; url=http://localhost:' in page.content.decode()


def test_an_address_alone_lets_nobody_in(client, provider, karin):
    account(provider, "s-2", KARIN)

    answer = sign_in(client, "s-2", "/omgangar/")

    assert answer.url == "/logga-in/?next=%2Fomgangar%2F"
    assert said(client, answer) == [NOT_CONNECTED]
    assert signed_in_as(client) is None
    assert OidcIdentity.objects.count() == 0


def test_where_the_settings_trust_the_domain_an_invited_person_is_connected_at_once(
    client, provider, karin
):
    provider["trusted_domains"] = ["granvik.example"]
    account(provider, "s-3", KARIN)

    first = sign_in(client, "s-3")
    change_person(person=karin, email="karin.ny@granvik.example")
    second = Client()
    again = sign_in(second, "s-3")

    assert (first.url, again.url) == ("/", "/")
    assert signed_in_as(second) == karin
    assert OidcIdentity.objects.get().user == karin


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "karin.ek@granvik.example", "email_verified": False},
        {"email": "karin.ek@granvik.example", "email_verified": "true"},
        {"email": "karin.ek@granvik.example"},
        {"email": "karin.ek@annan.example", "email_verified": True},
        {"email": "ingen@granvik.example", "email_verified": True},
        {"email": "karin.ek@granvik.example@annan.example", "email_verified": True},
        {"email": ["karin.ek@granvik.example"], "email_verified": True},
        {"email": "", "email_verified": True},
        {},
    ],
)
def test_no_other_address_connects_anybody(client, provider, karin, claims):
    provider["trusted_domains"] = ["granvik.example"]
    UserFactory(email="karin.ek@annan.example")
    account(provider, "s-4", claims)

    answer = sign_in(client, "s-4")

    assert said(client, answer) == [NOT_CONNECTED]
    assert signed_in_as(client) is None
    assert (OidcIdentity.objects.count(), User.objects.count()) == (0, 2)


def test_a_changed_subject_is_another_account(client, provider, karin):
    provider["trusted_domains"] = ["granvik.example"]
    OidcIdentity.objects.create(user=karin, issuer=provider["issuer"], subject="s-old")
    account(provider, "s-new", KARIN)

    answer = sign_in(client, "s-new")

    assert said(client, answer) == [ANOTHER]
    assert signed_in_as(client) is None


def test_the_same_subject_of_another_issuer_is_somebody_else(client, provider, karin):
    OidcIdentity.objects.create(user=karin, issuer="https://annan.example", subject="s-5")
    account(provider, "s-5", KARIN)

    assert said(client, sign_in(client, "s-5")) == [NOT_CONNECTED]


def test_somebody_elses_account_and_a_second_one_are_not_connected(client, provider, karin):
    OidcIdentity.objects.create(user=UserFactory(), issuer=provider["issuer"], subject="s-6")
    account(provider, "s-6", {})
    account(provider, "s-7", {})
    account(provider, "s-8", {})
    client.force_login(karin)

    taken = client.get(say_yes(lead_on(client), "s-6"))
    taken_said = said(client, taken)
    client.get(say_yes(lead_on(client), "s-7"))
    said(client, client.get(say_yes(lead_on(client), "s-7")))
    second = said(client, client.get(say_yes(lead_on(client), "s-8")))

    assert taken_said == [
        "Inloggningen hos Granviks kommun är redan kopplad till någon annan. Inget är ändrat."
    ]
    assert second == [
        "Du har redan kopplat en annan inloggning hos Granviks kommun. Koppla från den först."
    ]
    assert OidcIdentity.objects.get(user=karin).subject == "s-7"


def test_a_disconnected_account_leads_in_no_more(client, provider, karin):
    OidcIdentity.objects.create(user=karin, issuer=provider["issuer"], subject="s-9")
    account(provider, "s-9", KARIN)
    client.force_login(karin)

    gone = client.post(f"{CONNECTIONS}1/koppla-fran/")

    assert gone.url == CONNECTIONS
    assert said(client, gone) == ["Granviks kommun är inte kopplad längre."]
    other = Client()
    assert said(other, sign_in(other, "s-9")) == [NOT_CONNECTED]


def test_a_removed_person_takes_her_identities_along(karin):
    OidcIdentity.objects.create(user=karin, issuer="https://a.example", subject="karin.ek")

    karin.delete()

    assert OidcIdentity.objects.count() == 0


def test_who_may_not_sign_in_does_not(client, provider, karin):
    OidcIdentity.objects.create(user=karin, issuer=provider["issuer"], subject="s-10")
    account(provider, "s-10", KARIN)
    change_person(person=karin, is_active=False)

    answer = sign_in(client, "s-10")

    assert answer.url == "/inte-aktiv/"
    assert signed_in_as(client) is None


def test_the_second_step_is_asked_for_after_it_too(client, provider):
    anna = UserFactory(is_staff=True)
    OidcIdentity.objects.create(user=anna, issuer=provider["issuer"], subject="s-11")
    account(provider, "s-11", {})
    client.force_login(anna)
    set_up(client)
    other = Client()

    assert sign_in(other, "s-11").url == STEP
    assert signed_in_as(other) is None


def test_a_cancelled_sign_in_is_said(client, provider):
    answer = client.get(f"{CALLBACK}?error=access_denied&state={_state(client)}")

    assert said(client, answer) == ["Du avbröt inloggningen hos Granviks kommun."]


def _state(client) -> str:
    return parse_qs(urlsplit(lead_on(client)).query)["state"][0]


def test_an_answer_that_this_session_did_not_ask_for_lets_nobody_in(client, provider, karin):
    OidcIdentity.objects.create(user=karin, issuer=provider["issuer"], subject="s-12")
    account(provider, "s-12", KARIN)
    back = say_yes(lead_on(client), "s-12")
    stranger = Client()

    elsewhere = said(stranger, stranger.get(back))
    client.get(back)
    twice = said(stranger, stranger.get(back))

    assert (elsewhere, twice) == ([FAILED], [FAILED])
    assert (signed_in_as(stranger), signed_in_as(client)) == (None, karin)


@pytest.mark.parametrize(
    "query", ["", "?code=1", "?state=1", "?code=1&state=1", "?error=x", "?code=%00&state=%00"]
)
def test_an_answer_without_sense_is_a_sentence(client, provider, query):
    answer = client.get(CALLBACK + query)

    assert (answer.status_code, answer.url) == (302, "/logga-in/")
    assert said(client, answer) == [FAILED]


def test_a_wrong_code_is_a_sentence(client, provider):
    answer = client.get(f"{CALLBACK}?code=hittepa&state={_state(client)}")

    assert said(client, answer) == [FAILED]


def test_a_provider_that_is_down_is_a_sentence(client, provider):
    back = f"{CALLBACK}?code=1&state={_state(client)}"
    provider["issuer"] = "http://localhost:1"

    before = said(client, client.post(BEGIN))
    after = said(client, client.get(back))

    assert (before, after) == ([FAILED], [FAILED])


@pytest.mark.parametrize("answer", [b"", b"[]", b"{}", b"<html>", b'{"issuer": "x"}'])
def test_a_provider_that_says_nonsense_is_a_sentence(client, provider, answer):
    with Nonsense(answer) as provider["issuer"]:
        assert said(client, client.post(BEGIN)) == [FAILED]


OURS = {"iss": "https://a.example/", "sub": "1"}


@pytest.mark.parametrize(
    "claims",
    [
        {"id_token": OURS, "userinfo": {"sub": "2"}},
        {"id_token": OURS | {"sub": ""}, "userinfo": {"sub": ""}},
        {"id_token": OURS | {"sub": 1}, "userinfo": {"sub": 1}},
        {"id_token": OURS | {"iss": "https://b.example"}, "userinfo": {"sub": "1"}},
        {"userinfo": {"sub": "1", "iss": "https://a.example"}},
        {"id_token": OURS},
        {},
    ],
)
def test_what_is_not_about_one_subject_of_the_issuer_is_nobody(claims):
    with pytest.raises(ValueError, match="issuer|subject"):
        identity_in(claims, "https://a.example")


KEY, OTHER_KEY = (rsa.generate_private_key(65537, 2048) for _number in range(2))
CLAIMS = {"iss": "https://a.example", "sub": "1", "aud": "modellkoncept", "exp": 4_000_000_000}
SHARED = base64.b64encode(b"x" * 32).decode()


@pytest.mark.parametrize(
    ("key", "algorithm", "changes", "headers", "is_believed"),
    [
        (KEY, "RS256", {}, {"kid": "k"}, True),
        (KEY, "RS256", {}, {}, True),
        (KEY, "RS256", {"aud": ["modellkoncept", "b"], "azp": "modellkoncept"}, {}, True),
        (OTHER_KEY, "RS256", {}, {"kid": "k"}, False),
        (OTHER_KEY, "RS256", {}, {}, False),
        (KEY, "RS256", {}, {"kid": "another"}, False),
        (SHARED, "HS256", {}, {"kid": "k"}, False),
        (None, "none", {}, {"kid": "k"}, False),
        (KEY, "RS256", {"aud": "another"}, {}, False),
        (KEY, "RS256", {"azp": "another"}, {}, False),
        (KEY, "RS256", {"iss": "https://b.example"}, {}, False),
        (KEY, "RS256", {"exp": 1}, {}, False),
        (KEY, "RS256", {"exp": None}, {}, False),
        (KEY, "RS256", {"sub": None}, {}, False),
    ],
)
def test_a_token_is_believed_when_the_issuer_signed_it_for_us(  # noqa: PLR0913 – a table
    provider, key, algorithm, changes, headers, is_believed
):
    claims = {name: value for name, value in (CLAIMS | changes).items() if value is not None}
    token = jwt.encode(claims, key, algorithm, headers)
    public = jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True)
    app = SocialApp(client_id="modellkoncept")

    with Nonsense(json.dumps({"keys": [public | {"kid": "k"}]}).encode()) as keys:
        adapter = VerifyingOidcAdapter(RequestFactory().get("/"), "1")
        adapter._openid_config = {"jwks_uri": keys, "issuer": "https://a.example"}  # noqa: SLF001 – as read
        if is_believed:
            assert adapter._decode_id_token(app, token)["sub"] == "1"  # noqa: SLF001 – allauth calls it
        else:
            with pytest.raises(OAuth2Error):
                adapter._decode_id_token(app, token)  # noqa: SLF001 – as above


def test_without_settings_there_is_no_button_and_no_address(client, karin):
    assert "Logga in med " not in client.get("/logga-in/").content.decode()
    assert [client.post(BEGIN).status_code, client.get(CALLBACK).status_code] == [404, 404]


class Nonsense:
    """A server that answers everything with the same bytes."""

    def __init__(self, answer: bytes) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *words: object) -> None:
                """Nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)

    def __enter__(self) -> str:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}"

    def __exit__(self, *error: object) -> None:
        self.server.shutdown()
        self.server.server_close()
