"""The endpoint that gives a note's text for its token, while the note is shown to nobody."""

import json

import pytest
from django.urls import reverse

from padlet.models import Board, Note
from padlet.services import boards, facilitation, notes, rate_limit
from tests.factories import MeetingFactory, NoteFactory
from tests.padlet.conftest import Box, open_it

pytestmark = pytest.mark.django_db

TEXT = "Så att ni vet"


def ask(client, box: Box, given: dict, **changed):
    address = reverse("padlet:own", args=[box.board.path, box.section.pk])
    said = {"pass": given["pass_"], "token": given["token"]} | changed
    return client.post(address, json.dumps(said), content_type="application/json")


@pytest.fixture
def gathering(draft) -> Box:
    board = open_it(draft, mode="gather")
    return Box(board, board.sections.get(role_group="pol"), board.prompts.first())


@pytest.fixture
def given(gathering) -> dict:
    given = gathering.given(text=TEXT)
    notes.add_note(**given)
    return given


def test_a_gathered_note_is_read_by_its_token_and_by_no_other(client, gathering, given):
    gathering.write(text="Någon annans")

    answer = ask(client, gathering, given)

    assert (answer.status_code, answer.json()) == (200, {"text": TEXT})
    assert answer["Cache-Control"] == "no-store"
    assert answer.cookies == {}
    other = ask(client, gathering, given, token=gathering.given()["token"])
    assert (other.status_code, other.json()["error"]) == (404, "note")
    assert ask(client, gathering, given, token="kort").json()["error"] == "token"


def test_it_reads_and_writes_nothing(client, gathering, given, django_assert_num_queries):
    before = Board.objects.get().version, list(Note.objects.values())

    with django_assert_num_queries(2):  # the board, the text
        assert ask(client, gathering, given).status_code == 200

    assert (Board.objects.get().version, list(Note.objects.values())) == before


def test_while_the_board_is_paused_the_token_is_enough_as_nobody_has_a_pass(
    client, gathering, given
):
    assert ask(client, gathering, given, **{"pass": ""}).json()["error"] == "pass"

    facilitation.pause_board(board=gathering.board)

    assert ask(client, gathering, given, **{"pass": ""}).json() == {"text": TEXT}


def test_what_is_waiting_or_hidden_is_still_its_authors_to_read(client, gathering, given):
    for state in (Note.State.WAITING, Note.State.HIDDEN):
        Note.objects.update(state=state)

        assert ask(client, gathering, given).json() == {"text": TEXT}


def test_a_note_of_another_group_or_board_is_not_there(client, gathering, given):
    elsewhere = Box(
        gathering.board, gathering.board.sections.get(role_group="chef"), gathering.prompt
    )
    asked = ask(client, elsewhere, given, **{"pass": elsewhere.given()["pass_"]})
    assert (asked.status_code, asked.json()["error"]) == (404, "note")

    another = boards.create_board(meeting=MeetingFactory(), title="En annan", prompts=["Vad?"])
    open_it(another)
    box = Box(another, gathering.section, gathering.prompt)
    asked = ask(client, box, given)
    assert (asked.status_code, asked.json()["error"]) == (404, "box")


def test_asking_costs_as_little_as_a_like_and_no_more_often(client, gathering, given, monkeypatch):
    monkeypatch.setattr(rate_limit, "NOTES_PER_MINUTE", 1)
    monkeypatch.setattr(rate_limit, "NOTES_PER_MINUTE_EACH", 0)
    rate_limit.clear()

    statuses = [ask(client, gathering, given).status_code for _ in range(12)]

    assert statuses == [200] * 10 + [429] * 2
    assert notes.add_note(**gathering.given()).text == "En lapp"


def test_a_note_without_a_token_is_nobodys(client, gathering, given):
    """Paper, import and what is sealed have no hash at all."""
    NoteFactory(board=gathering.board, section=gathering.section, prompt=gathering.prompt)

    assert ask(client, gathering, given, token="").json()["error"] == "token"
