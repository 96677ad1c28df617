"""What the database refuses, whichever code asks it."""

from datetime import date

import pytest
from django.db import connection

from meetings.services import agendas
from padlet.models import Board, Note
from tests.constraints import is_refused, refused_by
from tests.factories import AgendaItemFactory, BoardFactory, PromptFactory, SectionFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", ["draft", "open", "paused"])
def test_a_sealed_board_is_closed(board, state):
    found = Board.objects.filter(pk=board.pk)

    assert is_refused(lambda: found.update(state=state, code=None, sealed_on=date(2027, 5, 1)))


@pytest.mark.parametrize(
    ("state", "refused"),
    [("draft", True), ("open", False), ("paused", False), ("closed", True)],
)
def test_a_board_has_a_code_only_while_it_is_in_use(board, state, refused):
    found = Board.objects.filter(pk=board.pk)

    assert is_refused(lambda: found.update(state=state, code="BCDFGH")) is refused


def test_a_note_is_in_a_section_and_on_a_prompt_of_its_own_board(politicians):
    politicians.write()
    section, prompt = SectionFactory(), PromptFactory()

    assert is_refused(lambda: Note.objects.update(section=section))
    assert is_refused(lambda: Note.objects.update(prompt=prompt))
    assert not is_refused(lambda: Note.objects.update(prompt=politicians.board.prompts.last()))


def test_a_board_follows_an_item_of_its_own_meetings_agenda(group_meeting, meeting):
    board = BoardFactory(meeting=group_meeting)
    own, other = AgendaItemFactory(meeting=group_meeting), AgendaItemFactory(meeting=meeting)
    found = Board.objects.filter(pk=board.pk)
    name = "board_follows_an_item_of_its_meeting"

    assert refused_by(lambda: found.update(agenda_item=other)) == name
    assert refused_by(lambda: found.update(agenda_item=own)) is None
    assert refused_by(lambda: found.update(meeting=meeting)) == name
    assert refused_by(lambda: found.update(meeting=meeting, agenda_item=other)) is None
    assert refused_by(lambda: BoardFactory(meeting=group_meeting, agenda_item=other)) == name


def test_a_board_stays_when_its_item_of_the_agenda_is_removed(group_meeting):
    item = AgendaItemFactory(meeting=group_meeting)
    board = BoardFactory(meeting=group_meeting, agenda_item=item)

    assert not is_refused(
        lambda: agendas.remove_agenda_item(item=item, version=group_meeting.agenda_version)
    )
    board.refresh_from_db()
    assert (board.agenda_item, board.meeting) == (None, group_meeting)


def test_clusters_and_sentences_are_of_a_prompt_of_their_own_board(board):
    elsewhere = PromptFactory()

    assert is_refused(lambda: board.clusters.create(prompt=elsewhere, title="Tid"))
    assert is_refused(
        lambda: board.sentences.create(prompt=elsewhere, position=1, text="Så är det.")
    )


def test_a_note_is_in_a_cluster_of_its_own_prompt(politicians):
    politicians.write()
    first, second, *_ = politicians.board.prompts.all()
    own = politicians.board.clusters.create(prompt=first, title="Tid")
    other = politicians.board.clusters.create(prompt=second, title="Tid")
    elsewhere = PromptFactory()
    strange = elsewhere.board.clusters.create(prompt=elsewhere, title="Tid")
    Note.objects.update(prompt=first)
    name = "note_is_in_a_cluster_of_its_prompt"

    assert refused_by(lambda: Note.objects.update(cluster=other)) == name
    assert refused_by(lambda: Note.objects.update(cluster=strange)) == name
    assert refused_by(lambda: Note.objects.update(cluster=own)) is None
    assert refused_by(lambda: Note.objects.update(prompt=second)) == name


def test_a_sentence_rests_on_notes_of_its_own_prompt(politicians):
    politicians.write()
    first, second, *_ = politicians.board.prompts.all()
    Note.objects.update(prompt=first)
    own, other = (
        politicians.board.sentences.create(prompt=prompt, position=1, text="Så är det.")
        for prompt in (first, second)
    )
    note = Note.objects.get()

    assert refused_by(lambda: own.notes.add(note)) is None
    assert refused_by(lambda: other.notes.add(note)) == "sentence_rests_on_notes_of_its_prompt"


def test_a_rehearsal_is_of_a_board_of_its_own_meeting(board, group_meeting):
    elsewhere = BoardFactory()
    found = Board.objects.filter(pk=elsewhere.pk)

    assert refused_by(lambda: found.update(rehearsal_of=board)) == (
        "rehearsal_is_of_a_board_of_its_meeting"
    )
    assert refused_by(lambda: found.update(meeting=board.meeting, rehearsal_of=board)) is None


def test_a_cluster_has_its_title_once_in_each_prompt_however_it_is_spelt(board):
    first, second, *_ = board.prompts.all()
    board.clusters.create(prompt=first, title="Tid")

    assert is_refused(lambda: board.clusters.create(prompt=first, title="TID"))
    assert not is_refused(lambda: board.clusters.create(prompt=second, title="tid"))


def test_what_every_note_writes_has_one_index_and_none_for_like():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexdef FROM pg_indexes WHERE tablename IN ('padlet_board', 'padlet_note')"
        )
        found = [row[0] for row in cursor.fetchall()]

    assert [each for each in found if "pattern_ops" in each] == []
    for column in ("(edit_hash)", "(path)", "(code)"):
        assert len([each for each in found if each.endswith(column)]) == 1
