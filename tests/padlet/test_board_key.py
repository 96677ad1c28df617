"""A board's key (TRUST: C16): what its notes are stored under, and what is done when it is lost."""

import re
import secrets
import uuid
from html import unescape

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from modellkoncept.files import keys
from modellkoncept.files.keys import KeyNotFoundError, KeyStorageError
from padlet import errors
from padlet.live import board_cache
from padlet.models import Board, Note, in_place
from padlet.models.note_text import decrypt, is_encrypted
from padlet.queries import board_keys
from padlet.queries.board_keys import missing_keys_in_words
from padlet.reports.exports.formats import FORMATS
from padlet.services import (
    boards,
    imports,
    moderation,
    notes,
    paper,
    rehearsals,
    scheduled_opening,
    sealing,
    summaries,
)
from padlet.texts.wall_parser import read_wall
from tests.factories import NoteFactory
from tests.padlet.conftest import open_it

pytestmark = pytest.mark.django_db

NO_KEY = "Lappens text går inte att läsa: tavlans nyckel saknas."


def stored() -> list[str]:
    """The texts as they stand in the table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM padlet_note ORDER BY id")
        return [text for (text,) in cursor.fetchall()]


def lose_key(board: Board) -> bytes:
    """Take the board's key away, as after a restore without it; its bytes."""
    file = settings.DATA_DIR / "keys" / f"{Board.objects.get(pk=board.pk).key_id.hex}.key"
    content = file.read_bytes()
    file.unlink()
    keys.forget_all_keys()
    board_cache.clear()
    return content


def put_back(board: Board, content: bytes) -> None:
    file = settings.DATA_DIR / "keys" / f"{Board.objects.get(pk=board.pk).key_id.hex}.key"
    file.write_bytes(content)


# --- what is stored --------------------------------------------------------------------------


def test_every_way_in_stores_a_note_encrypted_and_of_one_length(politicians):
    board, given = politicians.board, politicians.given(text="En lapp")
    notes.add_note(**given)
    edit = {key: given[key] for key in ("board_path", "section_id", "pass_")}
    notes.add_note(**politicians.given(text="Å" * 500))
    notes.edit_note(**edit, token=given["token"], text="Ändrad")
    where = {"section_id": politicians.section.pk, "prompt_id": politicians.prompt.pk}
    sheet = {"breakout": 0, "token": secrets.token_hex(24), "texts": ["Från papper", "Två"]}
    paper.add_paper_notes(board=board, **where, **sheet)

    assert sorted(note.text for note in board.notes.all()) == sorted(
        ["Ändrad", "Å" * 500, "Från papper", "Två"]
    )
    assert [is_encrypted(text) for text in stored()] == [True] * 4
    assert len({len(text) for text in stored()}) == 1
    assert len(set(stored())) == 4


def test_a_rehearsals_notes_are_encrypted_too(draft):
    copy = rehearsals.rehearse_board(board=draft)

    assert {is_encrypted(text) for text in stored()} == {True}
    assert copy.notes.count() == len(stored()) > 0


def test_an_imported_wall_is_sealed_from_the_start_and_needs_no_key(group_meeting):
    wall = read_wall("Politiker\n\nVad kan vi göra?\n\nEn lapp – ANONYMT\n")
    made = imports.import_wall(meeting=group_meeting, title="Gammal vägg", wall=wall)

    assert (made.key_id, made.encrypts) == (None, False)
    assert stored() == [note.text for note in made.notes.all()]


def test_what_was_read_is_written_back_as_it_stood(politicians):
    note = Note.objects.get(pk=politicians.write(text="Hemligt").pk)
    before = stored()

    note.likes = 3
    note.save()

    assert stored() == before
    assert [(each.text, each.likes) for each in Note.objects.all()] == [("Hemligt", 3)]


def test_a_draft_has_no_key_and_stores_nothing_in_plain_because_of_that(draft):
    with pytest.raises(KeyNotFoundError):
        draft.encrypt("En lapp")


def test_the_database_refuses_a_board_in_use_without_a_key(draft):
    with pytest.raises(IntegrityError, match="board_in_use_has_a_key"), transaction.atomic():
        Board.objects.filter(pk=draft.pk).update(state="open")


def test_the_database_refuses_a_long_text_that_is_not_encrypted(politicians):
    note = politicians.write()

    with (
        pytest.raises(IntegrityError, match="note_is_short_or_encrypted"),
        transaction.atomic(),
    ):
        Note.objects.filter(pk=note.pk).update(text="a" * 501)


def test_two_boards_have_each_their_key(draft, group_meeting):
    one = open_it(draft)
    other = rehearsals.rehearse_board(board=Board.objects.get(pk=_another(group_meeting).pk))

    assert one.key_id != other.key_id
    assert keys.load_key(one.key_id) != keys.load_key(other.key_id)


def _another(meeting) -> Board:
    return boards.create_board(meeting=meeting, title="En annan", prompts=["Vad?"])


# --- ids and order ---------------------------------------------------------------------------


def test_no_page_shows_anything_of_the_row_that_is_not_shown_by_all_notes(
    client, people, politicians
):
    """Neither the row's id nor its lot leaves the house; what pages show is not in the table."""
    written = [politicians.write(text=f"Lapp {n}") for n in range(12)]
    client.force_login(people["staff"])
    board = politicians.board
    summaries.add_sentence(
        board=board,
        prompt_id=politicians.prompt.pk,
        text="Så är det.",
        note_ids=[note.pk for note in written[:3]],
    )

    pages = [
        client.get(address).text
        for address in (
            f"/t/{board.path}/",
            f"/t/{board.path}/lage/",
            f"/t/{board.path}/duk/",
            f"/t/{board.path}/skriv/{politicians.section.pk}/0/",
            f"/tavlor/{board.pk}/",
            f"/tavlor/{board.pk}/lage/",
            f"/tavlor/{board.pk}/?ordna=1",
            reverse("padlet:summarise", args=[board.pk]),
            reverse("padlet:votes", args=[board.pk]),
        )
    ]

    with connection.cursor() as cursor:
        cursor.execute("SELECT n::text FROM padlet_note n")
        table = "\n".join(row for (row,) in cursor.fetchall())
    for note in Note.objects.all():
        assert [page.count(str(note.pk)) for page in pages] == [0] * len(pages)
        assert [page.count(str(note.sort_key)) for page in pages] == [0] * len(pages)
        assert table.count(str(note.public_id)) == 0
        assert table.count(str(note.place)) == 0


def test_the_order_on_pages_is_not_the_tables(politicians):
    for n in range(40):
        politicians.write(text=f"Lapp {n}")
    board = politicians.board
    by_row = list(board.notes.order_by("sort_key"))

    shown = in_place(board, board.notes.all())

    assert [note.text for note in shown] != [note.text for note in by_row]
    assert [str(note.public_id) for note in shown] == list(
        board_cache.current_snapshot(board.pk, "guest").notes
    )


def test_a_rows_own_id_opens_nothing(client, people, politicians):
    note = politicians.write()
    client.force_login(people["staff"])

    answers = [
        client.post(f"/tavlor/{politicians.board.pk}/lappar/{each}/dolj/").status_code
        for each in (note.pk, uuid.uuid4(), note.public_id)
    ]

    assert answers == [404, 404, 302]


# --- sealing ---------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_sealing_writes_in_plain_and_deletes_the_key(politicians):
    politicians.write(text="En lapp")
    board = politicians.board
    key_id = board.key_id
    before = stored()

    sealing.close_board(board=board)

    board.refresh_from_db()
    assert (stored(), board.key_id, board.encrypts) == (["En lapp"], None, False)
    assert not keys.key_exists(key_id)
    with pytest.raises(KeyNotFoundError):
        keys.load_key(key_id)
    assert decrypt(before[0]) == NO_KEY
    assert [note.public_id for note in board.notes.all()] == [board.notes.get().pk]


@pytest.mark.django_db(transaction=True)
def test_a_key_that_was_left_behind_is_deleted_by_the_sweep(politicians, monkeypatch):
    politicians.write()
    key_id = politicians.board.key_id
    with monkeypatch.context() as dies_there:
        dies_there.setattr(sealing, "delete_keys_of_sealed_boards", lambda: False)
        sealing.close_board(board=politicians.board)
        assert sealing.rewrite_sealed_tables() is False
    assert keys.key_exists(key_id)

    sealing.rewrite_sealed_tables()

    assert not keys.key_exists(key_id)
    assert Board.objects.get().key_id is None


def test_nothing_is_paid_while_a_key_cannot_be_deleted(politicians, monkeypatch):
    """One key that stays keeps no other, and the tables are rewritten when the last is gone."""
    key_id = politicians.board.key_id

    def fails(_key_id) -> None:
        raise KeyStorageError

    with monkeypatch.context() as patched:
        patched.setattr(sealing, "delete_key", fails)
        sealing.close_board(board=politicians.board)
        assert sealing.rewrite_sealed_tables() is False
        assert (Board.objects.get().key_id, Board.objects.get().rewrite_pending) == (key_id, True)

    assert sealing.delete_keys_of_sealed_boards() is True
    assert (Board.objects.get().key_id, keys.key_exists(key_id)) == (None, False)


def test_a_discarded_rehearsals_key_goes_before_it(draft):
    copy = rehearsals.rehearse_board(board=draft)
    rehearsals.discard_rehearsal(board=copy)

    assert not keys.key_exists(copy.key_id)


# --- a missing key ---------------------------------------------------------------------------


@pytest.fixture
def lost(politicians, people):
    """A board with two notes, whose key is gone; its bytes can be put back."""
    for text in ("Ett", "Två"):
        politicians.write(text=text)
    politicians.content = lose_key(politicians.board)
    return politicians


def test_every_page_says_so_in_a_sentence(client, people, lost):
    client.force_login(people["staff"])
    board = lost.board

    # on the page of those who lead each note's controls are named by it too, and so told apart
    for address, ending in (
        (f"/t/{board.path}/duk/", ""),
        (f"/tavlor/{board.pk}/", "</p>"),
        (f"/t/{board.path}/lage/", ""),
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.text.count(NO_KEY + ending) == 2
    for form in ("xlsx", "md", "json"):
        address = reverse("padlet:export", args=[board.pk, FORMATS[form]])
        assert client.get(address).status_code == 200


def test_without_the_key_ids_still_tell_nothing_to_who_has_the_tables_alone(lost, settings):
    row_ids = list(Note.objects.values_list("pk", flat=True))
    shown = lost.board.public_ids(row_ids)

    assert lost.board.row_ids(shown) == row_ids
    settings.SECRET_KEY = "another installation's"
    assert set(lost.board.public_ids(row_ids)).isdisjoint([*shown, *row_ids])


def test_a_new_note_stays_on_the_phone_with_a_sentence(client, lost):
    given = lost.given()
    address = reverse("padlet:note", args=[lost.board.path, lost.section.pk, lost.prompt.pk, 0])

    answer = client.post(
        address,
        {"pass": given["pass_"], "token": given["token"], "text": "Tre"},
        content_type="application/json",
    )

    assert (answer.status_code, answer.json()["error"]) == (503, "storage")
    assert Note.objects.count() == 2


def test_notes_can_still_be_hidden_and_removed(client, people, lost):
    client.force_login(people["staff"])
    page = client.get(f"/tavlor/{lost.board.pk}/").text
    first, second = re.findall(r'data-note="([0-9a-f-]{36})"', page)

    client.post(f"/tavlor/{lost.board.pk}/lappar/{first}/dolj/")
    client.post(f"/tavlor/{lost.board.pk}/lappar/{second}/ta-bort/", {"confirmed": "1"})

    assert [note.state for note in Note.objects.all()] == ["hidden"]


def test_once_the_key_is_back_all_is_as_before(client, lost):
    address = f"/t/{lost.board.path}/lage/"
    assert client.get(address).text.count(NO_KEY) == 2

    put_back(lost.board, lost.content)
    board_cache._cache[lost.board.pk].tick_no -= 1  # noqa: SLF001 – the next tick

    assert sorted(note["text"] for note in client.get(address).json()["notes"]) == ["Ett", "Två"]


def test_closing_asks_before_it_drops_what_cannot_be_read(client, people, lost):
    client.force_login(people["staff"])
    close = f"/tavlor/{lost.board.pk}/stang/"
    with pytest.raises(errors.BoardKeyMissingError):
        sealing.close_board(board=lost.board)

    asked = client.post(close, {"confirmed": "1"})

    assert "Stäng tavlan utan 2 lappar?" in unescape(asked.text)
    assert (Board.objects.get().state, Note.objects.count()) == ("open", 2)
    client.post(close, {"confirmed": "1", "drop_unreadable": "1"})
    board = Board.objects.get()
    assert (board.state, board.note_count, Note.objects.count()) == ("closed", 0, 0)


def test_a_damaged_key_can_be_closed_away_too(client, people, lost):
    client.force_login(people["staff"])
    put_back(lost.board, b"half")
    close = f"/tavlor/{lost.board.pk}/stang/"

    assert "Stäng tavlan utan 2 lappar?" in unescape(client.post(close, {"confirmed": "1"}).text)
    client.post(close, {"confirmed": "1", "drop_unreadable": "1"})

    assert (Board.objects.get().state, Note.objects.count()) == ("closed", 0)


def test_from_its_day_on_no_phone_owns_a_note_though_the_key_is_gone(lost):
    late = timezone.now().replace(hour=2) + timezone.timedelta(days=100)

    assert sealing.seal_due_boards(late) == 0

    board = Board.objects.get()
    assert (board.state, board.sealed_on, board.notes.count()) == ("paused", None, 2)
    assert set(board.notes.values_list("edit_hash", flat=True)) == {None}
    put_back(lost.board, lost.content)
    assert sealing.seal_due_boards(late) == 1
    assert sorted(note.text for note in board.notes.all()) == ["Ett", "Två"]


def test_the_night_goes_on_with_the_other_boards(lost, group_meeting):
    late = timezone.now().replace(hour=2) + timezone.timedelta(days=100)
    other = open_it(_another(group_meeting))
    NoteFactory(section=other.sections.first(), prompt=other.prompts.first(), text="Läsbar")

    assert sealing.seal_due_boards(late) == 1

    assert dict(Board.objects.values_list("title", "state")) == {
        lost.board.title: "paused",
        "En annan": "closed",
    }


def test_a_storage_that_takes_no_key_opens_no_board(client, people, draft, monkeypatch):
    def fails() -> None:
        raise KeyStorageError

    monkeypatch.setattr("padlet.services.boards.create_key", fails)
    with pytest.raises(KeyStorageError):
        open_it(draft)
    client.force_login(people["staff"])
    answer = client.post(reverse("padlet:rehearse", args=[draft.pk]))

    assert answer.status_code == 503
    assert "Vi når inte tavlans nyckel just nu" in answer.text
    assert Board.objects.get(pk=draft.pk).state == "draft"
    assert scheduled_opening.open_due_boards() == 0


def test_moderation_of_an_unreadable_note_writes_its_text_back_as_it_stood(lost):
    before = sorted(stored())
    for note in lost.board.notes.all():
        moderation.hide_note(board=lost.board, note_id=note.pk)

    assert sorted(stored()) == before


def test_the_health_page_names_the_board_and_not_its_title(client, lost):
    report = client.get("/halsa/").json()

    assert report["keys"] == f"nyckeln saknas till tavla {lost.board.pk}"
    assert "keys" in report["degraded"]
    assert lost.board.title not in str(report)
    put_back(lost.board, lost.content)
    board_keys.clear()  # half a minute later
    assert client.get("/halsa/").json()["keys"] == "ok"


def test_the_health_page_looks_for_keys_twice_a_minute_however_many_ask(client, lost, monkeypatch):
    """With keys in a bucket each look is a request of its own, on a page that is open to all."""
    asked = []
    monkeypatch.setattr(board_keys, "key_exists", lambda key_id: bool(asked.append(key_id)))

    said = [client.get("/halsa/").json()["keys"] for _ in range(5)]

    assert said == [f"nyckeln saknas till tavla {lost.board.pk}"] * 5
    assert len(asked) == 1
    monkeypatch.setattr(board_keys, "HOLDS_FOR", 0.0)
    client.get("/halsa/")
    assert len(asked) == 2


def test_a_look_for_keys_is_bounded_and_the_next_one_goes_on_where_it_ended(draft, monkeypatch):
    made = Board.objects.bulk_create(
        Board(meeting=draft.meeting, title=f"{n}", state="open", key_id=uuid.uuid4())
        for n in range(5)
    )
    monkeypatch.setattr(board_keys, "MOST_ASKED", 2)
    monkeypatch.setattr(board_keys, "HOLDS_FOR", 0.0)

    said = [missing_keys_in_words() for _ in range(3)]

    assert [line.count(",") + 1 for line in said] == [2, 4, 5]
    assert [str(board.pk) in said[2] for board in made] == [True] * 5


def test_many_missing_keys_are_counted(draft, lost):
    Board.objects.bulk_create(
        Board(meeting=draft.meeting, title=f"{n}", state="open", key_id=uuid.uuid4())
        for n in range(6)
    )

    said = missing_keys_in_words()

    assert said.endswith(" och 2 till")
    assert said.count(",") == 4
