import pytest

from padlet import services, snapshots
from padlet.models import Board, Note
from padlet.snapshots import GUEST, LEAD

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    """The process' clock in hand: `clock[0] = seconds`."""
    now = [1000.0]
    monkeypatch.setattr(snapshots.time, "monotonic", lambda: now[0])
    return now


def test_a_new_note_is_seen_at_the_next_tick_and_not_before(politicians, clock):
    board = politicians.board
    assert snapshots.current(board.pk, GUEST).notes == {}
    note = politicians.write()

    clock[0] = 1001.9
    assert snapshots.current(board.pk, GUEST).notes == {}
    clock[0] = 1002.0
    assert list(snapshots.current(board.pk, GUEST).notes) == [str(note.pk)]


def test_notes_stand_in_the_order_of_their_lots(politicians):
    for number in range(8):
        politicians.write(text=f"Lapp {number}")

    shown = list(snapshots.read(politicians.board.pk, GUEST).notes)

    assert shown == [str(pk) for pk in Note.objects.order_by("place").values_list("pk", flat=True)]


def test_what_a_reader_gets_of_a_note_says_nothing_of_its_author(politicians):
    note = politicians.write()

    assert snapshots.read(politicians.board.pk, GUEST).notes == {
        str(note.pk): {
            "id": str(note.pk),
            "section": politicians.section.pk,
            "prompt": politicians.prompt.pk,
            "breakout": 0,
            "text": "En lapp",
            "likes": 0,
            "hidden": False,
            "place": note.place,
        }
    }


def test_the_difference_is_what_came_changed_and_went(politicians):
    stays, changes, goes = (politicians.write(text=text) for text in ("A", "B", "C"))
    before = snapshots.read(politicians.board.pk, GUEST)
    Note.objects.filter(pk=changes.pk).update(text="B2")
    services.hide_note(board=politicians.board, note_id=goes.pk)
    comes = politicians.write(text="D")
    after = snapshots.read(politicians.board.pk, GUEST)

    said = snapshots.difference(before, after)

    assert {note["id"]: note["text"] for note in said["put"]} == {
        str(changes.pk): "B2",
        str(comes.pk): "D",
    }
    assert said["gone"] == [str(goes.pk)]
    assert (said["from"], said["version"], said["total"]) == (before.version, after.version, 3)


@pytest.mark.parametrize(
    "turn",
    [services.pause_board, services.close_board, services.change_link, services.reveal_notes],
)
def test_a_turn_of_the_whole_board_says_refetch(politicians, turn):
    before = snapshots.read(politicians.board.pk, GUEST)
    turn(board=politicians.board)
    after = snapshots.read(politicians.board.pk, GUEST)

    if turn is services.reveal_notes:  # a live board was never gathered: nothing changes
        assert snapshots.difference(before, after)["put"] == []
    else:
        assert snapshots.difference(before, after) == {"version": after.version, "refetch": True}


def test_only_who_leads_learns_how_many_notes_are_gathered(politicians):
    Board.objects.update(mode="gather")
    politicians.write()

    assert snapshots.read(politicians.board.pk, LEAD).total == 1
    assert snapshots.read(politicians.board.pk, GUEST).total == 0


def test_a_ticket_admits_to_its_board_and_a_forged_or_old_one_does_not(politicians, monkeypatch):
    source = snapshots.BoardStream()
    snapshot = snapshots.read(politicians.board.pk, GUEST)
    ticket = snapshots.ticket(snapshot, GUEST)

    assert source.admit(ticket) == (politicians.board.pk, GUEST, politicians.board.path)
    assert source.admit(ticket[:-2]) is None
    assert source.admit("x") is None
    monkeypatch.setattr(snapshots, "TICKET_LIVES", -1)
    assert source.admit(ticket) is None


def test_reading_costs_one_query_while_nothing_changes(
    politicians, clock, django_assert_num_queries
):
    snapshots.current(politicians.board.pk, GUEST)

    with django_assert_num_queries(0):
        snapshots.current(politicians.board.pk, GUEST)
    clock[0] += 2
    with django_assert_num_queries(1):  # has the version moved
        snapshots.current(politicians.board.pk, GUEST)
