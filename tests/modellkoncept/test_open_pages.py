"""Pages that ask nobody who they are: they need no session, no user and no database."""

import re
from datetime import date

import pytest
from django.db import OperationalError, connection
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from modellkoncept.documents.models import Document
from modellkoncept.documents.views import gone
from modellkoncept.web import information_pages
from modellkoncept.web.accessibility import statement_from
from tests.factories import MeetingFactory, UserFactory
from tests.markup import on_one_line

OPEN_PAGES = ["/tillganglighet/", "/om-anonymitet/"]
WHEN_IT_WENT_WRONG = ["400", "403", "403_csrf", "404", "405", "410", "500", "503"]


@pytest.fixture
def database_is_down(monkeypatch):
    """Every attempt to use the database fails, whoever makes it."""

    def refuse(*given, **named):
        raise OperationalError("connection refused")

    for way in ("connect", "cursor", "ensure_connection"):
        monkeypatch.setattr(connection, way, refuse)


@pytest.mark.parametrize("path", OPEN_PAGES)
def test_an_open_page_needs_no_database_and_leaves_no_cookie(path, database_is_down):
    client = Client()
    client.cookies["sessionid"] = "a" * 32

    response = client.get(path)

    assert response.status_code == 200
    assert response.cookies.keys() == set()
    assert (response["Vary"], response["Cache-Control"]) == ("Cookie", "no-cache")
    assert response.text.count("<h1") == 1
    assert '<a class="btn plain home" href="/">Till startsidan</a>' in on_one_line(response.text)
    assert "csrfmiddlewaretoken" not in response.text


@pytest.mark.parametrize("path", [*OPEN_PAGES, "/finns/inte/"])
def test_an_open_page_changes_language_where_it_is_without_a_token(path, database_is_down):
    client = Client(enforce_csrf_checks=True)
    page = on_one_line(client.get(path).text)
    back = re.search(r'name="next" value="(.*?)"', page)[1]

    chosen = client.post(
        "/sprak/", {"language": "en", "next": back}, headers={"Origin": "http://testserver"}
    )

    assert (chosen.status_code, chosen["Location"]) == (302, path)
    assert '<html lang="en"' in on_one_line(client.get(path).text)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "https://ond.example"},
        {"Referer": "https://ond.example/?http://testserver"},
        {"Origin": "https://ond.example", "Referer": "http://testserver/"},
    ],
)
def test_no_other_site_chooses_the_language(headers):
    client = Client(enforce_csrf_checks=True)

    response = client.post("/sprak/", {"language": "en"}, headers=headers)

    assert response.status_code == 403
    assert response.cookies.keys() == set()


def test_an_error_page_is_asked_for_again_when_the_choices_change():
    response = Client().get("/finns/inte/")

    assert response["Vary"] == "Cookie, Accept-Language"
    assert response["Cache-Control"] == "no-cache"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cookies", "accepted", "lang"),
    [
        ({}, "en-GB,en;q=0.9", "en"),
        ({}, "sv,en", "sv"),
        ({}, "de", "sv"),
        ({}, "", "sv"),
        ({"language": "sv"}, "en", "sv"),
        ({"language": "en"}, "sv", "en"),
        ({"sessionid": "a" * 32}, "en", "sv"),  # whoever signs in has had a choice
    ],
)
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("get", "/nonsense/", 404), ("post", "/sprak/", 403), ("get", "/sprak/", 405)],
)
def test_an_error_page_follows_the_browser_until_a_language_is_chosen(  # noqa: PLR0913 – a table
    method, path, status, cookies, accepted, lang
):
    client = Client(enforce_csrf_checks=True)
    for name, value in cookies.items():
        client.cookies[name] = value
    headers = {"Accept": "text/html", "Accept-Language": accepted}

    response = getattr(client, method)(path, headers=headers)

    assert response.status_code == status
    assert f'<html lang="{lang}"' in on_one_line(response.text)


@pytest.mark.parametrize("name", WHEN_IT_WENT_WRONG)
def test_an_error_page_needs_no_request_no_context_and_no_database(name, database_is_down):
    page = on_one_line(render_to_string(f"{name}.html"))

    assert page.count("<h1>") == 1
    assert '<html lang="sv"' in page
    assert '<a class="btn pri" href="/">' in page
    assert "/tillganglighet/" in page
    assert "csrfmiddlewaretoken" not in page
    assert "<script" not in page


def test_a_missing_page_is_told_without_the_database(database_is_down):
    client = Client()
    client.cookies["sessionid"] = "a" * 32

    response = client.get("/finns/inte/")

    assert response.status_code == 404
    assert "Sidan finns inte" in response.text
    assert "Skanna koden igen." in response.text


def test_a_page_behind_sign_in_says_503_without_the_database(database_is_down):
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "a" * 32

    response = client.get("/")

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "Vi når inte databasen just nu" in response.text


def test_an_error_of_our_own_is_told_in_swedish(client, monkeypatch):
    def fail(*given):
        raise RuntimeError

    client.raise_request_exception = False
    monkeypatch.setattr(information_pages, "render", fail)

    response = client.get("/om-anonymitet/")

    assert response.status_code == 500
    assert "Något gick fel hos oss" in response.text


def test_the_page_on_anonymity_has_all_that_differs_from_board_to_board(client):
    text = on_one_line(client.get("/om-anonymitet/").text)

    for sentence in (
        "Väljer den som leder tavlan att samla lapparna först syns ingen lapp förrän alla visas",
        "kan välja att läsa och godkänna varje lapp innan andra ser den.",
        "hur många röster den har fått. Bara antalen.",
        "Vem som skrev dem följer aldrig med, för det vet ingen.",
        "Någon kan känna igen handstilen på arket.",
        "Vi vet inte vad som sparades där om dem som skrev.",
        "Den som ser dig skriva ser vad du skriver.",
    ):
        assert text.count(sentence) == 1


def test_what_cannot_be_promised_is_said_once(client):
    text = on_one_line(client.get("/om-anonymitet/").text)
    after = text.partition("Det här kan vi inte lova</h2>")[2].partition("</ul>")[0]

    assert {word: after.count(word) for word in ("från papper", "handstil", "Padlet")} == {
        "från papper": 1,
        "handstil": 1,
        "Padlet": 1,
    }


def test_a_form_that_is_too_old_says_what_to_do():
    client = Client(enforce_csrf_checks=True)

    response = client.post("/logga-in/", {"email": "nagon@example.se"})

    assert response.status_code == 403
    assert "Sidan är för gammal" in response.text
    assert "Ladda om sidan." in response.text


@pytest.mark.django_db
def test_a_document_whose_source_is_removed_is_gone_to_whoever_asked_for_it_only(client):
    meeting, mine, other = MeetingFactory(), UserFactory(), UserFactory()
    document = Document.objects.create(
        kind="agenda", of=str(meeting.pk), state="done", requested_by=mine
    )
    meeting.delete()

    answers = {}
    for name, user in (("mine", mine), ("another's", other)):
        client.force_login(user)
        answers[name] = [
            client.get(f"/dokument/{document.pk}/{rest}").status_code for rest in ("", "pdf/")
        ]

    assert answers == {"mine": [410, 410], "another's": [404, 404]}


@pytest.mark.django_db
def test_a_document_one_may_no_longer_read_is_not_there(client):
    meeting, user = MeetingFactory(), UserFactory()
    document = Document.objects.create(kind="agenda", of=str(meeting.pk), requested_by=user)
    client.force_login(user)

    assert client.get(f"/dokument/{document.pk}/").status_code == 404


def test_the_page_of_what_is_gone_leads_on():
    response = gone(RequestFactory().get("/dokument/"))

    assert response.status_code == 410
    assert 'href="/dokument/"' in response.content.decode()


# --- the statement ------------------------------------------------------------------------------


def told(client, settings, **environment) -> str:
    names = {f"ACCESSIBILITY_{name}": value for name, value in environment.items()}
    settings.ACCESSIBILITY = statement_from(names, lambda name, why: ValueError(name, why))
    return on_one_line(client.get("/tillganglighet/").text)


def test_the_statement_has_all_eleven_fields(client, settings):
    text = told(
        client,
        settings,
        ACTOR="Granviks kommun",
        SERVICE="Lärprogrammet",
        STATUS="inte",
        SHORTCOMINGS="Kartan saknar text.|Filmen saknar undertexter.",
        ASSESSED_ON="2026-03-01",
        UPDATED_ON="2026-04-02",
        METHOD="En granskare har gått igenom allt.",
        CONTACT="tillganglighet@granvik.example",
        BURDEN="Äldre filmer.",
        OUTSIDE="Kartor.",
    )

    for sentence in (
        "<dd>Granviks kommun</dd>",
        "<dd>Lärprogrammet</dd>",
        "<dd>Inte förenlig</dd>",
        "<li>Kartan saknar text.</li><li>Filmen saknar undertexter.</li>",
        "<dd>1 mars 2026</dd>",
        "<dd>2 april 2026</dd>",
        "<p>En granskare har gått igenom allt.</p>",
        '<a href="mailto:tillganglighet@granvik.example">tillganglighet@granvik.example</a>',
        '<a href="https://www.digg.se/tdosanmalan">Anmäl till Digg</a>',
        "<p>Äldre filmer.</p>",
        "<p>Kartor.</p>",
    ):
        assert sentence in text


def test_without_settings_the_statement_is_honest(client, settings):
    text = told(client, settings)

    assert "<dd>Delvis förenlig</dd>" in text
    assert text.count("<dd>Dagen är inte angiven än</dd>") == 2
    assert "Vår kontaktadress är inte ifylld än." in text
    assert "Ingen utomstående har granskat den än." in text
    assert "vi har inte gått igenom varje sort med skärmläsare" in text


def test_a_service_that_meets_the_law_has_no_list(client, settings):
    text = told(client, settings, STATUS="helt", CONTACT="https://granvik.example/sag-till")

    assert "<dd>Helt förenlig</dd>" in text
    assert "Vi känner inte till några brister." in text
    assert '<a href="https://granvik.example/sag-till">' in text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STATUS", "nästan"),
        ("ASSESSED_ON", "2026-02-30"),
        ("ASSESSED_ON", "i går"),
        ("UPDATED_ON", f"{date.max}"),
        ("CONTACT", "ring oss"),
        ("CONTACT", "http://granvik.example/"),
        ("CONTACT", "anna@"),
    ],
)
def test_nonsense_in_the_statement_is_refused_by_name(name, value):
    refused = pytest.raises(ValueError, match=f"ACCESSIBILITY_{name}")

    with refused:
        statement_from(
            {f"ACCESSIBILITY_{name}": value}, lambda name, why: ValueError(f"{name}: {why}")
        )


def test_a_statement_that_contradicts_itself_is_refused():
    def refuse(name, why):
        return ValueError(name)

    with pytest.raises(ValueError, match="ACCESSIBILITY_SHORTCOMINGS"):
        statement_from({"ACCESSIBILITY_STATUS": "helt", "ACCESSIBILITY_SHORTCOMINGS": "En"}, refuse)
    with pytest.raises(ValueError, match="ACCESSIBILITY_UPDATED_ON"):
        statement_from(
            {
                "ACCESSIBILITY_ASSESSED_ON": "2026-03-02",
                "ACCESSIBILITY_UPDATED_ON": "2026-03-01",
            },
            refuse,
        )


# --- where the pages are linked -----------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/omgangar/", "/moten/", "/dokument/", "/logga-in/"])
def test_every_foot_leads_to_both(client, path):
    if path != "/logga-in/":
        client.force_login(UserFactory())

    text = client.get(path).text

    foot = text[text.index('<footer class="foot">') :]
    assert [page in foot for page in OPEN_PAGES] == [True, True]
