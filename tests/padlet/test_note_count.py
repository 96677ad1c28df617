"""The board's own count of its notes is their number, whatever adds or removes one."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from padlet import credentials, errors
from padlet.models import Board, Note
from padlet.services import disposal, imports, moderation, notes, paper, rehearsals, sealing
from padlet.texts.wall_parser import read_wall
from tests.padlet.test_wall_parser import INVENTED

pytestmark = pytest.mark.django_db
TOKEN = "c" * 48


def counts() -> list[tuple[int, int]]:
    """For each board what it says and what is true."""
    return [(board.note_count, board.notes.count()) for board in Board.objects.order_by("pk")]


def own(box) -> dict:
    pass_ = credentials.write_pass(box.board, box.section)
    return {"board_path": box.board.path, "section_id": box.section.pk, "pass_": pass_}


def sheet(box, texts: list[str]) -> dict:
    where = {"section_id": box.section.pk, "prompt_id": box.prompt.pk, "breakout": 0}
    return {"board": box.board, "token": TOKEN, "texts": texts} | where


def test_a_note_is_counted_once_however_often_it_is_sent(politicians):
    given = politicians.given(token=TOKEN)

    notes.add_note(**given)
    notes.add_note(**given)
    with pytest.raises(errors.TokenError):
        notes.add_note(**given | {"text": "Något annat"})
    politicians.write()

    assert counts() == [(2, 2)]


def test_a_note_whose_token_was_taken_meanwhile_is_not_counted(politicians, monkeypatch):
    monkeypatch.setattr(notes, "_read_context", without_knowing_of_notes(notes._read_context))  # noqa: SLF001 – as if it came just after
    given = politicians.given(token=TOKEN)

    notes.add_note(**given)
    notes.add_note(**given)

    assert counts() == [(1, 1)]


def without_knowing_of_notes(read):
    def looked(*args, **kwargs):
        return read(*args, **kwargs | {"edit_hash": ""})

    return looked


def test_a_note_that_is_taken_back_is_counted_off_once(politicians):
    politicians.write()
    politicians.write(token=TOKEN)

    for _ in range(2):
        notes.delete_note(**own(politicians), token=TOKEN)

    assert counts() == [(1, 1)]


def test_a_note_that_a_sentence_rests_on_is_counted_off_once(politicians):
    note = politicians.write(token=TOKEN)
    sentence = politicians.board.sentences.create(
        prompt=politicians.prompt, position=1, text="Så är det."
    )
    sentence.notes.add(note)

    notes.delete_note(**own(politicians), token=TOKEN)

    assert counts() == [(0, 0)]


def test_paper_is_counted_once_however_often_it_is_sent(politicians):
    for _ in range(2):
        paper.add_paper_notes(**sheet(politicians, ["Ett", "Två", "Tre"]))

    assert counts() == [(3, 3)]


def test_what_the_facilitator_does_with_a_note_counts_only_when_it_is_removed(politicians):
    note, _other = politicians.write(), politicians.write()
    moderation.hide_note(board=politicians.board, note_id=note.pk)
    hidden = counts()

    moderation.remove_note(board=politicians.board, note_id=note.pk)
    with pytest.raises(errors.NoteNotFoundError):
        moderation.remove_note(board=politicians.board, note_id=note.pk)

    assert (hidden, counts()) == ([(2, 2)], [(1, 1)])


def test_the_notes_of_an_imported_wall_are_counted(group_meeting):
    wall = read_wall(INVENTED)

    for _ in range(2):
        imports.import_wall(meeting=group_meeting, title="Från väggen", wall=wall)

    assert counts() == [(len(wall.notes), len(wall.notes))]


def test_the_invented_notes_of_a_rehearsal_are_counted(draft):
    rehearsals.rehearse_board(board=draft)

    [(none, _none), (said, true)] = counts()
    assert (none, said) == (0, true)
    assert true > 0


def test_sealing_keeps_the_count_and_disposal_ends_it(politicians, settings):
    settings.BOARD_DISPOSAL_DECISION = "2027-03-01, dnr 27/00123, styrelsen"
    for _ in range(3):
        politicians.write()

    board = sealing.close_board(board=politicians.board)
    sealed = counts()
    disposal.dispose_of_notes(board=board)

    assert (sealed, counts()) == ([(3, 3)], [(0, 0)])


def test_nothing_counts_all_notes_when_one_is_added(politicians):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        politicians.write()

    assert [each["sql"] for each in asked if "count(*)" in each["sql"].lower()] == []


@pytest.mark.django_db(transaction=True)
def test_notes_that_come_at_once_are_counted_each_and_never_pass_the_limit(
    politicians, monkeypatch
):
    monkeypatch.setattr(notes, "MAX_NOTES", 5)
    given = [politicians.given(text=f"Lapp {n}") for n in range(4)] + [
        politicians.given(token=TOKEN) for _ in range(4)
    ]

    def add(each: dict) -> str:
        try:
            return str(notes.add_note(**each).public_id)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(add, given))

    assert len(set(made[4:])) == 1
    assert counts() == [(5, 5)]
    with pytest.raises(errors.BoardFullError):
        politicians.write()
    assert Note.objects.count() == 5
