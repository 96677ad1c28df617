"""A storage of keys that does not answer for a moment: 503 everywhere, and then all as before."""

import asyncio
import uuid

import pytest
from django.core.files.storage import FileSystemStorage
from django.urls import reverse

from modellkoncept.files import keys
from modellkoncept.files.keys import KeyStorageError
from modellkoncept.live.hub import Hub
from padlet.live import board_cache
from padlet.models import Board, Note, Sentence
from padlet.queries import board_keys
from padlet.reports.exports.formats import FORMATS
from padlet.services import sealing, summaries
from tests.padlet.test_stream import ticket_for

pytestmark = pytest.mark.django_db
AWAY = "Vi når inte tavlans nyckel just nu"


class Refusing(FileSystemStorage):
    """A folder of keys that was restored as the wrong user, until `answers`."""

    answers = False

    def _open(self, name, mode="rb"):
        if not Refusing.answers:
            raise PermissionError(13, "Permission denied", name)
        return super()._open(name, mode)

    def exists(self, name):
        if not Refusing.answers:
            raise PermissionError(13, "Permission denied", name)
        return super().exists(name)


@pytest.fixture
def away(politicians, settings):
    """A board with two notes, whose key nobody in this process has read yet."""
    for text in ("Ett", "Två"):
        politicians.write(text=text)
    refusing = {
        "BACKEND": f"{__name__}.Refusing",
        "OPTIONS": {"location": settings.DATA_DIR / "keys"},
    }
    settings.STORAGES = settings.STORAGES | {"keys": refusing}
    Refusing.answers = False
    keys.forget_all_keys()
    board_cache.clear()
    board_keys.clear()
    yield politicians
    keys.forget_all_keys()


def answered_again(board):
    Refusing.answers = True
    if kept := board_cache._cache.get(board.pk):  # noqa: SLF001 – the next tick
        kept.tick_no -= 1


def test_a_phone_that_polls_goes_on_and_is_told_all_once_the_storage_answers(client, away):
    """404 would tell it that the board is gone, and it would never ask again."""
    address = f"/t/{away.board.path}/lage/"

    assert [client.get(address).status_code for _ in range(2)] == [503, 503]
    assert client.get(address).headers["Retry-After"] == "5"
    answered_again(away.board)

    assert sorted(note["text"] for note in client.get(address).json()["notes"]) == ["Ett", "Två"]


def test_whatever_fails_in_a_reading_is_no_board_that_is_gone(client, politicians, monkeypatch):
    politicians.write(text="Ett")
    address = f"/t/{politicians.board.path}/lage/"
    board_cache.clear()

    def fails(*_given):
        raise ZeroDivisionError("Ett")

    with monkeypatch.context() as broken:
        broken.setattr(board_cache, "read_notes", fails)
        assert client.get(address).status_code == 503

    assert [note["text"] for note in client.get(address).json()["notes"]] == ["Ett"]


def test_one_board_that_cannot_be_read_keeps_no_other_from_it(away, draft, group_meeting):
    sealed = Board.objects.create(
        meeting=group_meeting, title="Klar", state="closed", sealed_on="2026-01-01"
    )

    with pytest.raises(KeyStorageError):
        board_cache.cached_boards(away.board.pk, sealed.pk)

    assert board_cache.cached_boards(sealed.pk)[sealed.pk].rows == {}


def test_a_board_that_was_deleted_meanwhile_is_gone(client, away):
    address = f"/t/{away.board.path}/lage/"
    assert client.get(address).status_code == 503

    Board.objects.filter(pk=away.board.pk).delete()

    assert client.get(address).status_code == 404
    assert board_cache.current_snapshot(away.board.pk, "guest") is None


@pytest.mark.django_db(transaction=True)
def test_a_stream_is_asked_to_poll_and_not_told_that_the_board_is_gone(away):
    ticket = _ticket(away.board)
    Refusing.answers = False
    keys.forget_all_keys()
    board_cache.clear()

    assert asyncio.run(_status_of_stream(ticket)) == 503


def _ticket(board) -> str:
    Refusing.answers = True
    return ticket_for(board)


async def _status_of_stream(ticket: str) -> int:
    hub, said = Hub(), []
    hub.started = hub.listening = True
    hub.answered.set()

    async def send(message):
        said.append(message)

    async def receive():
        return {"type": "http.disconnect"}

    await hub.serve("board", ticket, receive, send)
    return said[0]["status"]


def test_every_page_says_so_with_a_status_that_says_try_again(client, people, away):
    board = away.board
    Refusing.answers = True
    notes = [note.pk for note in Note.objects.all()]
    summaries.add_sentence(board=board, prompt_id=away.prompt.pk, text="Så är det.", note_ids=notes)
    [sentence] = Sentence.objects.all()
    client.force_login(people["staff"])
    public = board.public_id(notes[0])
    Refusing.answers = False
    pages = [
        f"/t/{board.path}/duk/",
        f"/t/{board.path}/skriv/{away.section.pk}/0/",
        f"/t/{board.path}/lage/",
        f"/tavlor/{board.pk}/",
        f"/tavlor/{board.pk}/lage/",
        f"/tavlor/{board.pk}/?ordna=1",
        reverse("padlet:summarise", args=[board.pk]),
        reverse("padlet:change_sentence", args=[board.pk, sentence.pk]),
        reverse("padlet:votes", args=[board.pk]),
        *(reverse("padlet:export", args=[board.pk, each]) for each in FORMATS.values()),
    ]
    posts = [
        f"/tavlor/{board.pk}/lappar/{public}/dolj/",
        f"/tavlor/{board.pk}/stang/",
    ]
    found = {}
    for address in pages:
        keys.forget_all_keys()
        answer = client.get(address)
        found[address] = (answer.status_code, AWAY in answer.text)
    for address in posts:
        keys.forget_all_keys()
        answer = client.post(address, {"confirmed": "1"})
        found[address] = (answer.status_code, AWAY in answer.text)

    assert found == dict.fromkeys([*pages, *posts], (503, True))


def test_the_doors_for_notes_say_that_nothing_was_lost(client, away):
    given = away.given()
    where = [away.board.path, away.section.pk]
    sent = {"pass": given["pass_"], "token": given["token"], "text": "Tre"}
    note = reverse("padlet:note", args=[*where, away.prompt.pk, 0])

    answers = [
        client.post(note, sent, content_type="application/json"),
        client.get(f"/t/{away.board.path}/lage/"),
    ]

    assert [answer.status_code for answer in answers] == [503, 503]
    assert answers[0].json()["error"] == "storage"
    assert Note.objects.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("drop_unreadable", [False, True])
def test_closing_drops_no_note_that_can_be_read_again_in_a_moment(away, drop_unreadable):
    """The question whether to drop what cannot be read is asked where the key is missing only."""
    with pytest.raises(KeyStorageError):
        sealing.close_board(board=away.board, drop_unreadable=drop_unreadable)

    Refusing.answers = True
    assert sorted(note.text for note in Note.objects.all()) == ["Ett", "Två"]
    assert Board.objects.get().state == "open"


def test_a_folder_that_does_not_tell_is_not_one_without_the_key(tmp_path, settings):
    """With a file in the way of the folder nobody can say that the key is gone."""
    (tmp_path / "keys").write_text("in the way")
    folder = {
        "BACKEND": "modellkoncept.files.keys.KeyFolder",
        "OPTIONS": {"location": tmp_path / "keys"},
    }
    settings.STORAGES = settings.STORAGES | {"keys": folder}

    with pytest.raises(KeyStorageError):
        keys.key_exists(uuid.uuid4())
