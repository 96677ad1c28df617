"""What the phone's write page needs of the note API."""

import json

import pytest
from django.urls import reverse

from padlet.models import Board
from padlet.services import boards, rate_limit, sealing
from tests.padlet.test_note_api import body, post_note

pytestmark = pytest.mark.django_db


def test_a_note_that_came_too_fast_is_told_when_it_goes_and_a_change_that_it_must_be_sent_again(
    client, politicians, monkeypatch
):
    monkeypatch.setattr(rate_limit, "NOTES_PER_MINUTE", 1)
    monkeypatch.setattr(rate_limit, "NOTES_PER_MINUTE_EACH", 0)
    given = body(politicians)
    assert post_note(client, politicians, **given).status_code == 200

    posted = post_note(client, politicians)
    changed = post_note(client, politicians, "put", **given | {"text": "Ändrad"})

    assert (posted.status_code, changed.status_code) == (429, 429)
    assert 1 <= int(posted["Retry-After"]) <= 60
    assert posted.json()["sentence"] == "Gruppen skriver fort. Lappen skickas strax."
    assert changed.json()["sentence"] == (
        "Många trycker samtidigt. Vänta några sekunder och försök igen."
    )


def test_a_refusal_speaks_the_rounds_language_and_not_the_browsers(client, politicians):
    round = politicians.board.meeting.round
    round.language = "en"
    round.save(update_fields=["language"])
    sealing.close_board(board=politicians.board)

    english = post_note(client, politicians).json()["sentence"]
    round.language = "sv"
    round.save(update_fields=["language"])
    client.cookies["django_language"] = "en"

    assert english != post_note(client, politicians).json()["sentence"]
    assert post_note(client, politicians).json()["sentence"] == (
        "Tavlan är stängd. Du kan inte skriva längre."
    )


def test_the_write_page_offers_dots_only_where_the_board_gives_them(client, draft):
    sizes = {section.pk: [8] for section in draft.sections.all()}
    board = boards.open_board(board=draft, breakout_sizes=sizes, dots_each=3)
    section = board.sections.first()
    address = reverse("padlet:write", args=[board.path, section.pk, 0])

    page = client.get(address).text

    assert page.count('data-dots-each="3"') == 1
    assert page.count("data-dot-box=") == 9
    assert page.count("Var och en har 3 röster.") == 1


def test_the_write_page_says_when_notes_are_approved_first(client, draft):
    sizes = {section.pk: [8] for section in draft.sections.all()}
    board = boards.open_board(board=draft, breakout_sizes=sizes, approves=True)
    section = board.sections.first()

    page = client.get(reverse("padlet:write", args=[board.path, section.pk, 0])).text

    assert page.count("Den som leder tavlan godkänner varje lapp innan den syns.") == 3
    assert page.count("Lappen är mottagen. Den syns när den som leder har godkänt den.") == 1
    assert page.count("data-voting") == 0


def test_klara_is_said_and_taken_back_at_its_address(client, strategists):
    board, section = strategists.board, strategists.section
    address = reverse("padlet:done", args=[board.path, section.pk, 2])
    given = {"pass": strategists.given()["pass_"]}

    said = client.post(address, json.dumps(given | {"done": "1"}), content_type="application/json")
    state = client.get(f"/t/{board.path}/lage/").json()["stage"]["done"]
    taken = client.post(address, json.dumps(given | {"done": ""}), content_type="application/json")

    assert (said.json(), taken.json()) == ({"done": True}, {"done": False})
    # Four people: which of the groups it is is told to nobody. Of this tick, or of the next.
    assert state[str(section.pk)] in ([], [0])
    assert Board.objects.get().sections.get(pk=section.pk).done_breakouts == []
