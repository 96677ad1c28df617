"""Between two ticks nothing that anybody is shown changes with what phones do (TRUST: C6)."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from padlet.models import Board, Note, Selection
from padlet.reports.documents.discussions import KINDS
from padlet.reports.documents.round_notes import ROUND_NOTES
from padlet.reports.exports.formats import FORMATS
from padlet.services import clusters, notes, summaries
from tests.padlet.conftest import Box, open_it

pytestmark = pytest.mark.django_db

# What is another at each request, by design: tokens of forms and of streams, and the clock.
NEW_EACH_TIME = re.compile(
    r'name="(?:csrfmiddlewaretoken|token)" value="[^"]*"|"X-CSRFToken": ?"[^"]*"'
    r"|/strom/board/[\w:-]+|nonce=\"[^\"]*\"|\"ticket\": ?\"[^\"]*\"|kl\. \d\d\.\d\d"
)


@pytest.fixture
def wall(draft, clock, approves):
    """A board with four notes that everybody has seen, three of them cited."""
    board = open_it(draft)
    Board.objects.filter(pk=board.pk).update(dots_each=3, approves=approves)
    board.refresh_from_db()
    box = Box(board, board.sections.get(role_group="pol"), board.prompts.first())
    box.tokens = [f"{number:048x}" for number in range(4)]
    box.notes = [
        box.write(token=token, text=f"Lapp {number}") for number, token in enumerate(box.tokens)
    ]
    Note.objects.update(state=Note.State.VISIBLE)
    cluster = clusters.add_cluster(board=board, prompt_id=box.prompt.pk, title="Mat")
    clusters.sort_notes(
        board=board, prompt_id=box.prompt.pk, cluster_id=cluster.pk, note_ids=[box.notes[0].pk]
    )
    summaries.add_sentence(
        board=board,
        prompt_id=box.prompt.pk,
        text="Vi ser tre.",
        note_ids=[note.pk for note in box.notes[:3]],
    )
    box.selection = Selection.objects.create(round=board.meeting.round, boards=[board.pk])
    clock[0] += board.tick_seconds  # everybody has read it all
    return box


PAGES = [
    "", "lage/", "panel/", "hamta/", "hamta/?ordning=ihop", "sammanfatta/", "handuppracken/",
    "logg/", "papper/",
]  # fmt: skip


def addresses(box: Box) -> list[str]:
    board, prompt = box.board, box.prompt
    return [
        *(reverse("padlet:export", args=[board.pk, form]) for form in FORMATS.values()),
        *(f"/tavlor/{board.pk}/{page}" for page in PAGES),
        f"/tavlor/{board.pk}/teman/{prompt.pk}/",
        f"/tavlor/traff/{board.meeting_id}/",
        *(f"/t/{board.path}/{page}" for page in ("", "duk/", "lage/")),
        f"/t/{board.path}/skriv/{box.section.pk}/0/",
        f"/omgangar/{board.meeting.round_id}/lappar/?tavla={board.pk}",
        f"/omgangar/{board.meeting.round_id}/lappar/xlsx/?tavla={board.pk}",
        "/", "/tavlor/", f"/moten/{board.meeting_id}/", "/mina-uppgifter/",
    ]  # fmt: skip


def everything(client: Client, box: Box) -> dict[str, object]:
    shown: dict[str, object] = {}
    for address in addresses(box):
        answer = client.get(address)
        content = answer.content
        if answer["Content-Type"].startswith(("text/", "application/json")):
            content = NEW_EACH_TIME.sub("", content.decode("utf-8-sig"))
        shown[address] = (answer.status_code, answer.get("ETag"), content)
    for kind in KINDS:
        found = kind.context(kind.find(str(box.board.pk)))
        shown[kind.name] = NEW_EACH_TIME.sub(
            "", repr({k: v for k, v in found.items() if k != "board"})
        )
    found = ROUND_NOTES.context(ROUND_NOTES.find(str(box.selection.pk)))
    shown["round"] = repr(found["crosstab"])
    return shown


def a_new_note(box):
    box.write(text="En till")


def an_edit(box):
    notes.edit_note(**of(box, 0), text="Ändrad")


def an_edit_back(box):
    notes.edit_note(**of(box, 0), text="Lapp 0")


def a_removal(box):
    notes.delete_note(**of(box, 1))


def a_removal_of_what_is_not_cited(box):
    notes.delete_note(**of(box, 3))


def an_edit_of_what_is_cited(box):
    notes.edit_note(**of(box, 2), text="Ändrad")


def a_like(box):
    notes.like_note(**where(box), note_id=box.notes[0].public_id)


def a_dot(box):
    notes.dot_note(**where(box), note_id=box.notes[0].public_id)


def a_group_that_is_done(box):
    notes.set_breakout_done(**where(box), breakout=0, done=True)


def where(box):
    given = box.given()
    return {key: given[key] for key in ("board_path", "section_id", "pass_")}


def of(box, number):
    return {**where(box), "token": box.tokens[number]}


ACTS = [
    a_new_note,
    an_edit,
    an_edit_back,
    an_edit_of_what_is_cited,
    a_removal,
    a_removal_of_what_is_not_cited,
    a_like,
    a_dot,
    a_group_that_is_done,
]
WHERE_NOTES_ARE_APPROVED = [a_new_note, an_edit_of_what_is_cited]


@pytest.mark.parametrize(
    ("act", "approves"),
    [*((act, False) for act in ACTS), *((act, True) for act in WHERE_NOTES_ARE_APPROVED)],
)
def test_what_a_phone_does_is_told_with_the_tick_and_nowhere_before(act, client, people, wall):
    client.force_login(people["staff"])
    everything(client, wall)  # what a first look brings with it
    before = everything(client, wall)

    act(wall)

    after = everything(client, wall)
    assert [name for name in before if before[name] != after[name]] == []
