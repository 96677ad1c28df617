"""No text of a visitor is taken for the name of a view, or leads to another site."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from modellkoncept.mail.models import OutgoingMail
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

ODD = [
    "abc", "admin:index", "programmes:home", "account_login", "a.b.c", "..", ".", "../x", "./x",
    "//evil.example", "///evil.example", "////evil.example/", "\\\\evil.example", "/\\evil.example",
    "\\/evil.example", "/\t/evil.example", "\t//evil.example", "http:///evil.example", "http:",
    "https:evil.example", "http://evil.example", "http://[", "https://testserver@evil.example/",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "mailto:a@b.se", "ftp://x/",
    "/%00", "\x00", "/a\x00b", "/a\r\nSet-Cookie: x=1", "/a\nb", "/\u2028/x", "/\u202ex",
    "\ufeff/x",
    "å", "/å", "/åäö?é=ü#ö", "?x=1", "#x", "/?", "", " ", " /x", "/x ", "/" + "x" * 5000,
    "x" * 5000, "http://testserver/omgangar/", "http://testserver",
    "http://testserver//evil.example",
    "http://testserver/\\evil.example", "//testserver/x", "/moten/?next=//evil.example",
    "/:", "/::", "::", "a:b:c", "<script>", "/{{x}}", "%", "/%", "/%2f%2fevil.example", "[]", "1",
]  # fmt: skip
DOORS = ["/logga-in/", "/logga-in/kod/", "/logga-ut/", "/admin/login/", "/admin/logout/"]
SWITCHES = ["/sprak/", "/utseende/"]


def stays_here(response) -> bool:
    """Not a server error, and not a way to another site as browsers read it."""
    if response.status_code >= 500:
        return False
    location = response.get("Location")
    if location is None:
        return True
    is_path = re.fullmatch(r"/(?![/\\])[^\\\x00-\x20\x7f-\uffff]*", location)
    return is_path is not None


def clients():
    signed_in, staff = Client(), Client()
    signed_in.force_login(UserFactory())
    staff.force_login(UserFactory(is_staff=True, is_superuser=True))
    return [Client(), signed_in, staff]


@pytest.mark.parametrize("door", [*DOORS, *SWITCHES])
def test_any_text_leads_to_a_page_of_this_site(door):
    wrong = []
    for odd in ODD:
        for client in clients():
            answers = [
                client.get(door, {"next": odd}),
                client.post(door, {"next": odd}),
                client.post(
                    f"{door}?next=abc",
                    {
                        "next": odd,
                        "email": "a@b.se",
                        "code": "1",
                        "theme": "dark",
                        "language": "en",
                    },
                    headers={"Referer": "http://testserver/"},
                ),
            ]
            wrong += [(odd, a.status_code, a.get("Location")) for a in answers if not stays_here(a)]

    assert wrong == []


@pytest.mark.parametrize("odd", ODD)
def test_any_text_is_carried_through_the_whole_way_in(client, odd):
    karin = UserFactory()

    asked = client.post("/logga-in/", {"email": karin.email, "next": odd})
    page = client.get(asked.url)
    code = re.search(r"^ +([0-9]{6})$", OutgoingMail.objects.first().body, re.MULTILINE)[1]
    answered = client.post("/logga-in/kod/", {"code": code, "next": odd})

    assert (asked.status_code, page.status_code, answered.status_code) == (302, 200, 302)
    assert stays_here(asked)
    assert stays_here(answered)


HEADERS = ["http://[", "abc", "//evil.example", "javascript:x", "\xe5", "\x00", "x" * 5000, "null"]


@pytest.mark.parametrize("odd", HEADERS)
@pytest.mark.parametrize("header", ["Referer", "Origin", "HX-Current-URL", "HX-Prompt", "Host"])
def test_no_header_breaks_a_page_or_leads_away(odd, header):
    for client in clients()[:2]:
        answers = [
            client.get("/", headers={header: odd, "HX-Request": "true"}),
            client.get("/moten/", headers={header: odd}),
            client.post("/dokument/1/igen/", headers={header: odd}),
            client.post("/sprak/", {"language": "en"}, headers={header: odd}),
        ]
        assert [a.status_code for a in answers if a.status_code >= 500] == []
        assert all(map(stays_here, answers))


@pytest.mark.parametrize("value", ODD[::3])
def test_no_choice_of_language_or_theme_breaks_a_page(client, value):
    client.force_login(UserFactory())

    for field, address in (("language", "/sprak/"), ("theme", "/utseende/")):
        assert client.post(address, {field: value}).status_code == 302
    for cookie in (settings.LANGUAGE_COOKIE_NAME, settings.THEME_COOKIE_NAME):
        client.cookies[cookie] = re.sub(r"[^!-~]", "", value)
    assert client.get("/").status_code == 200


def test_the_address_asked_for_is_kept():
    client = Client()
    client.force_login(UserFactory())

    for wanted in ("/omgangar/", "/moten/?sida=2", "/omgangar/#bas", "http://testserver/omgangar/"):
        answer = client.get("/logga-in/", {"next": wanted})
        assert answer.url == wanted.removeprefix("http://testserver")


def test_no_source_gives_a_visitors_text_to_redirect():
    """Django's `redirect` and `resolve_url` look a text up as a name before they use it."""
    typed = re.compile(
        r"(redirect|resolve_url|reverse)\([^)]*(request\.(GET|POST|META|headers|path|get_full_path)"
        r"|next_url|\bback\b(?! or))"
    )
    found = [
        f"{path.name}: {line.strip()}"
        for app in ("modellkoncept", "programmes", "meetings", "padlet", "checklist")
        for path in (settings.BASE_DIR / Path(app)).rglob("*.py")
        for line in path.read_text().splitlines()
        if typed.search(line) and "HttpResponseRedirect(" not in line
    ]

    assert found == []
    assert reverse("account_login") == "/logga-in/"
