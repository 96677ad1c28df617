"""Hands that were counted in the room become dots or likes, as numbers and nothing more."""

import re
import secrets
import uuid

import pytest
from django.db import connection

from padlet import errors
from padlet.live import board_cache
from padlet.live.projection import FACILITATOR
from padlet.models import Board, Moderation, Note
from padlet.services import boards, sealing, votes
from tests.markup import on_one_line
from tests.padlet.conftest import in_state, open_it

pytestmark = pytest.mark.django_db


@pytest.fixture
def notes(politicians) -> list[Note]:
    """Two notes on the first prompt; the second has a dot and two likes."""
    first, second = politicians.write(text="Ett"), politicians.write(text="Två")
    Note.objects.filter(pk=second.pk).update(dots=1, likes=2)
    board_cache.clear()
    return [first, second]


def gives_dots(board: Board) -> None:
    Board.objects.filter(pk=board.pk).update(dots_each=3)
    board_cache.clear()


def address(board: Board, question: int = 1) -> str:
    return f"/tavlor/{board.pk}/handuppracken/?fraga={question}"


def sheet(*hands: tuple[Note, str], token: str = "") -> dict[str, str]:
    """What the page sends."""
    return {str(note.public_id): said for note, said in hands} | {
        "token": token or secrets.token_hex(24)
    }


def counted() -> dict[str, tuple[int, int]]:
    return {text: (dots, likes) for text, dots, likes in Note.objects.values_list(
        "text", "dots", "likes"
    )}  # fmt: skip


def test_where_the_board_gives_dots_the_hands_are_dots(facilitator, board, notes):
    gives_dots(board)
    before = Board.objects.get().version

    answer = facilitator.post(address(board), sheet((notes[0], "7"), (notes[1], "4")), follow=True)

    assert "Rösterna är sparade för 2 lappar." in answer.text
    assert counted() == {"Ett": (7, 0), "Två": (5, 2)}
    assert Board.objects.get().version == before + 1


def test_where_it_gives_none_they_are_likes_and_the_room_sees_them(facilitator, board, notes):
    facilitator.post(address(board), sheet((notes[0], "7"), (notes[1], "")))

    assert counted() == {"Ett": (0, 7), "Två": (1, 2)}
    board_cache.clear()
    state = facilitator.get(f"/t/{board.path}/lage/").json()
    assert {note["text"]: note["likes"] for note in state["notes"]} == {"Ett": 7, "Två": 2}


def test_what_was_too_many_is_taken_back_but_never_below_none(facilitator, board, notes):
    facilitator.post(address(board), sheet((notes[1], "-2")))
    assert counted()["Två"] == (1, 0)

    answer = facilitator.post(address(board), sheet((notes[0], "3"), (notes[1], "-1")))

    assert answer.status_code == 422
    assert answer.text.count("Lappen har inte så många röster att ta bort.") == 2
    assert 'value="3"' in answer.text
    assert counted() == {"Ett": (0, 0), "Två": (1, 0)}


@pytest.mark.parametrize("said", ["många", "3,5", "1e3", "501", "-501", "9" * 30, "7\x00", "½"])
def test_what_is_no_number_of_hands_is_told_beside_the_field(facilitator, board, notes, said):
    answer = facilitator.post(address(board), sheet((notes[0], "2"), (notes[1], said)))

    assert answer.status_code == 422
    field = f"id_{notes[1].public_id}"
    sentence = "Skriv antalet med siffror, högst 500."
    error = re.search(rf'id="{field}_error"><p class="err">(.*?)</p>', on_one_line(answer.text))
    assert re.search(sentence, error[1])
    assert f'aria-describedby="{field}_error"' in answer.text
    assert 'value="2"' in answer.text
    assert counted() == {"Ett": (0, 0), "Två": (1, 2)}


def test_an_empty_sheet_is_told_of(facilitator, board, notes):
    answer = facilitator.post(address(board), sheet((notes[0], ""), (notes[1], "0")))

    assert answer.status_code == 422
    assert "Skriv hur många som räckte upp handen för minst en lapp." in answer.text


def test_pressed_twice_the_hands_are_counted_once(facilitator, board, notes):
    given = sheet((notes[0], "7"))

    answers = [facilitator.post(address(board), given).status_code for _ in range(3)]

    assert answers == [302, 302, 302]
    assert counted()["Ett"] == (0, 7)
    facilitator.post(address(board), sheet((notes[0], "7")))
    assert counted()["Ett"] == (0, 14)


def test_a_sheet_sent_again_after_another_one_still_counts_once(facilitator, board, notes):
    mine, theirs = sheet((notes[0], "7")), sheet((notes[0], "2"))

    for given in (mine, theirs, mine):
        facilitator.post(address(board), given)

    assert counted()["Ett"] == (0, 9)
    assert sealing.close_board(board=board).vote_sheets == []


@pytest.mark.parametrize(
    ("state", "sealed", "hands"),
    [("draft", None, 0), ("open", None, 5), ("paused", None, 5), ("closed", "2026-11-22", 0)],
)
def test_hands_are_entered_until_the_board_is_sealed(
    facilitator, board, notes, state, sealed, hands
):
    Board.objects.filter(pk=board.pk).update(**in_state(state), sealed_on=sealed)
    board_cache.clear()

    page = facilitator.get(address(board)).text
    answer = facilitator.post(address(board), sheet((notes[0], "5")))

    assert page.count('inputmode="numeric"') == (2 if hands else 0)
    assert counted()["Ett"] == (0, hands)
    assert ("Inget är ändrat." in answer.text) is (hands == 0)


def test_nobody_votes_on_what_the_room_has_not_been_shown(facilitator, draft):
    board = open_it(draft, mode="gather")
    note = Note.objects.create(
        board=board, section=board.sections.first(), prompt=board.prompts.first(), text="Ett"
    )

    page = facilitator.get(address(board)).text
    facilitator.post(address(board), sheet((note, "5")))

    assert "Visa lapparna först." in page
    assert "handuppracken" not in facilitator.get(f"/tavlor/{board.pk}/").text
    assert counted() == {"Ett": (0, 0)}


@pytest.mark.parametrize("state", ["hidden", "waiting"])
def test_a_note_that_is_not_in_sight_takes_the_whole_sheet_back(facilitator, board, notes, state):
    Note.objects.filter(pk=notes[1].pk).update(state=state)
    board_cache.clear()

    answer = facilitator.post(address(board), sheet((notes[0], "5"), (notes[1], "1")))

    assert answer.status_code == 409
    assert "En lapp som du gav röster syns inte längre." in answer.text
    assert 'value="5"' in answer.text
    assert counted() == {"Ett": (0, 0), "Två": (1, 2)}


def test_a_note_of_another_board_or_of_none_gets_no_hands(board, notes, group_meeting):
    for note_id in (uuid.uuid4(), Note.objects.create(
        board=(other := boards.create_board(
            meeting=group_meeting, title="Annan", prompts=["Vad?"]
        )),
        section=other.sections.first(), prompt=other.prompts.first(), text="Annans",
    ).pk):  # fmt: skip
        with pytest.raises(errors.NoteNotFoundError):
            votes.add_votes(
                board=board, token=secrets.token_hex(24), votes={notes[0].pk: 1, note_id: 1}
            )

    assert counted() == {"Ett": (0, 0), "Två": (1, 2), "Annans": (0, 0)}


def test_each_question_has_its_own_page(facilitator, board, notes, politicians):
    politicians.prompt = board.prompts.all()[1]
    politicians.write(text="Om annat")
    board_cache.clear()

    first, second = (
        on_one_line(facilitator.get(address(board, question)).text) for question in (1, 2)
    )

    assert [text in first for text in ("Ett", "Två", "Om annat")] == [True, True, False]
    assert [text in second for text in (">Ett<", ">Två<", "Om annat")] == [False, False, True]


@pytest.mark.django_db(transaction=True)
def test_the_numbers_share_their_transaction_with_the_board_alone(facilitator, board, notes):
    """Postgres marks each row with its transaction: the note's mark is on no row of a person."""
    facilitator.post(address(board), sheet((notes[0], "7")))

    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text FROM padlet_note WHERE likes = 7")
        [(mark,)] = cursor.fetchall()
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        shared = set()
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT count(*) FROM \"{table}\" WHERE xmin::text = '{mark}'")  # noqa: S608 – names from the catalogue
            if cursor.fetchone()[0]:
                shared.add(table)
    assert shared == {"padlet_note", "padlet_board"}
    assert Moderation.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_with_one_note_and_three(
    facilitator, politicians, count, django_assert_num_queries
):
    for number in range(count):
        politicians.write(text=f"Lapp {number}")
    board_cache.clear()

    # session, user, board, sections, prompts, clusters, role; the same four, the notes,
    # whether the board is there still and where it stands for the reading, and its tick; what was
    # done with the notes since
    with django_assert_num_queries(18):
        facilitator.get(address(politicians.board))


@pytest.mark.django_db(transaction=True)
def test_a_sheet_that_is_refused_shows_nothing_that_was_not_counted(board, notes):
    """The first note's hands were added, and taken back with the rest."""
    board_cache.current_snapshot(board.pk, FACILITATOR)
    hands = {notes[0].pk: 7, notes[1].pk: -9}

    with pytest.raises(errors.TooFewVotesError):
        votes.add_votes(board=board, token=secrets.token_hex(24), votes=hands)

    assert counted() == {"Ett": (0, 0), "Två": (1, 2)}
    assert shown_to_the_facilitator(board) == {"Ett": 0, "Två": 2}
    assert {note.text: note.likes for note in board_cache.visible_notes(board)} == {
        "Ett": 0,
        "Två": 2,
    }


@pytest.mark.django_db(transaction=True)
def test_hands_that_were_read_already_are_not_shown_twice(board, notes, monkeypatch):
    """Where the tick's reading comes between the commit and the telling of it."""
    board_cache.current_snapshot(board.pk, FACILITATOR)
    record = board_cache.record_act

    def late(*given, **named):
        board_cache.clear()
        board_cache.current_snapshot(board.pk, FACILITATOR)
        record(*given, **named)

    monkeypatch.setattr(board_cache, "record_act", late)
    votes.add_votes(board=board, token=secrets.token_hex(24), votes={notes[0].pk: 7})

    assert shown_to_the_facilitator(board) == {"Ett": 7, "Två": 2}


def shown_to_the_facilitator(board: Board) -> dict[str, int]:
    seen = board_cache.view_for_facilitator(Board.objects.with_boxes().get(pk=board.pk))
    return {note["text"]: note["likes"] for note in seen.notes.values()}
