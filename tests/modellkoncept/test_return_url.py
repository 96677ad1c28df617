"""Nobody is led to an address that only takes what forms send."""

import re

import pytest
from django.test import Client

from modellkoncept.web.return_url import resolves_to_get
from tests.markup import on_one_line
from tests.test_every_url_is_guarded import (
    ANSWERS,
    PATTERNS,
    POST_ONLY,
    POST_ONLY_OPEN,
    address_of,
    client_of,
    made_once,
    sessions,
    stored_in,
    things,
)

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
FORMS_ONLY = sorted(name for name, row in ANSWERS.items() if row == POST_ONLY)
HERE = "http://testserver"

__all__ = ["made_once", "sessions", "stored_in", "things"]  # the fixtures


@pytest.mark.django_db
@pytest.mark.parametrize("name", FORMS_ONLY)
def test_a_lost_session_leads_back_to_the_page_that_sent_the_form(name, things):
    address = address_of(name, things)

    def led_to(sender: str | None) -> str:
        return Client().post(address, headers={"Referer": sender} if sender else {})["Location"]

    assert led_to(f"{HERE}/moten/1/?punkt=2#fot") == "/logga-in/?next=/moten/1/%3Fpunkt%3D2"
    assert led_to("https://ond.example/moten/") == "/logga-in/?next=/"
    assert led_to(None) == "/logga-in/?next=/"


@pytest.mark.django_db
def test_a_lost_session_on_a_page_leads_back_to_that_page():
    response = Client().get("/moten/?sida=2", headers={"Referer": f"{HERE}/omgangar/"})

    assert response["Location"] == "/logga-in/?next=/moten/%3Fsida%3D2"


@pytest.mark.django_db
@pytest.mark.parametrize("name", [*FORMS_ONLY, "set_theme", "set_language"])
def test_an_address_without_a_page_says_so_in_a_browser(name, things, sessions):
    client = client_of(sessions["staff"])

    response = client.get(address_of(name, things), headers=BROWSER)

    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "<h1>Här finns ingen sida att öppna</h1>" in on_one_line(response.text)
    assert int(response["Content-Length"]) == len(response.content)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "headers"),
    [
        ("document_again", {}),
        ("document_again", {"Accept": "application/json"}),
        ("document_again", BROWSER | {"HX-Request": "true"}),
        ("padlet:note", BROWSER),
        ("padlet:like", BROWSER),
        ("padlet:dot", BROWSER),
        ("padlet:done", BROWSER),
    ],
)
def test_scripts_and_the_note_api_get_no_page(name, headers, things, people):
    client = Client()
    client.force_login(people["staff"])

    response = client.get(address_of(name, things), headers=headers)

    assert (response.status_code, response.content) == (405, b"")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sender", "back"), [(f"{HERE}/moten/7/dagordning/", "/moten/7/dagordning/"), (None, "/")]
)
def test_on_an_answer_to_a_form_the_switches_lead_to_the_page_before(things, people, sender, back):
    client = Client()
    client.force_login(people["staff"])

    wrong = client.post(
        address_of("meetings:add_agenda_item", things),
        {},
        headers={"Referer": sender} if sender else {},
    )

    assert wrong.status_code == 422
    assert re.findall(r'name="next" value="(.*?)"', on_one_line(wrong.text)) == [back, back]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "wrong", "back"),
    [
        ("meetings:add_agenda_item", {}, "/moten/{meeting_id}/dagordning/"),
        ("padlet:add_sentence", {}, "/tavlor/{board_id}/sammanfatta/"),
        ("padlet:paper", {"steg": "titta"}, "/tavlor/{board_id}/papper/"),
    ],
)
def test_after_two_wrong_answers_in_a_row_the_switches_lead_to_a_page(
    things, people, name, wrong, back
):
    client = Client()
    client.force_login(people["staff"])
    address, back = address_of(name, things), back.format(**things)
    sent = {"data": wrong, "headers": {"Referer": HERE + address}}

    again = client.post(address, **sent)
    led = re.findall(r'name="next" value="(.*?)"', on_one_line(again.text))
    switched = client.post("/utseende/", {"theme": "dark", "next": led[0]}, follow=True)

    assert again.status_code == 422
    assert led == [back, back]
    assert (switched.status_code, switched.redirect_chain) == (200, [(back, 302)])


@pytest.mark.django_db
def test_the_return_url_knows_what_can_be_opened_for_every_address(things):
    """A view of ours is marked by its decorator; the table is what the views do answer."""
    for name in ANSWERS.keys() & PATTERNS.keys():
        is_page = ANSWERS[name] not in {POST_ONLY, POST_ONLY_OPEN}

        assert resolves_to_get(address_of(name, things)) is is_page, name
    assert resolves_to_get("/finns-inte/") is False
