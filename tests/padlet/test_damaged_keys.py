"""Every way in which a board's key can be unusable (TRUST: C16): a sentence, and never an error."""

import json
import shutil
import uuid
from html import unescape
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from modellkoncept.environment import key_storage
from modellkoncept.files import keys
from modellkoncept.files.keys import KeyNotFoundError, KeyStorageError
from padlet import credentials
from padlet.live import board_cache
from padlet.live.board_source import BoardSource
from padlet.live.projection import GUEST
from padlet.models import Board, Note
from padlet.queries.board_keys import missing_keys_in_words
from padlet.reports.exports.formats import CSV, FORMATS
from padlet.services import attachments, boards, clusters, rehearsals, sealing, summaries
from tests.padlet.conftest import Box, open_it

pytestmark = pytest.mark.django_db

NO_KEY = "Lappens text går inte att läsa: tavlans nyckel saknas."
NO_ANSWER = "Vi når inte tavlans nyckel just nu"


@pytest.fixture(autouse=True)
def _folders(tmp_path, settings):
    """Storages of the test's own, in which anything may be broken."""
    settings.STORAGES = settings.STORAGES | {
        "keys": key_storage("", tmp_path / "keys"),
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        },
    }


@pytest.fixture
def file(tmp_path, board) -> Path:
    """The file of the board's key."""
    return tmp_path / "keys" / f"{board.key_id.hex}.key"


# --- a key that is none ----------------------------------------------------------------------


def missing(file: Path) -> None:
    file.unlink()


def cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1])


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def longer(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"\n")


def one_bit_turned(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(bytes([content[0] ^ 1]) + content[1:])


def of_another_board(file: Path) -> None:
    shutil.copy(file.with_name(f"{keys.create_key().hex}.key"), file)


def without_its_folder(file: Path) -> None:
    shutil.rmtree(file.parent)


def a_folder_in_its_place(file: Path) -> None:
    file.unlink()
    file.mkdir()


NO_KEYS = [
    missing, cut_off, emptied, longer, one_bit_turned, of_another_board, without_its_folder,
    a_folder_in_its_place,
]  # fmt: skip


# --- a storage that does not say -------------------------------------------------------------


def a_file_for_the_folder(file: Path) -> None:
    shutil.rmtree(file.parent)
    file.parent.write_text("in the way")


def a_link_in_circles(file: Path) -> None:
    file.unlink()
    file.symlink_to(file)


SILENT = [a_file_for_the_folder, a_link_in_circles]


def break_it(file: Path, damage) -> None:
    """As after a restart: no process remembers the key."""
    damage(file)
    keys.forget_all_keys()
    board_cache.clear()


@pytest.fixture
def wall(board) -> Box:
    """A board with two notes, one of them in a cluster, a sentence and an attachment."""
    box = Box(board, board.sections.get(role_group="pol"), board.prompts.first())
    notes = [box.write(text=text) for text in ("Ett", "Två")]
    box.public_id = notes[0].public_id
    box.cluster = clusters.add_cluster(board=board, prompt_id=box.prompt.pk, title="Mat")
    box.sentence = summaries.add_sentence(
        board=board, prompt_id=box.prompt.pk, text="Vi ser två.", note_ids=[notes[0].pk]
    )
    box.attachment = attachments.add_attachment(
        board=board, name="instruktion.pdf", file=ContentFile(b"%PDF-1.7")
    )
    return box


def post_note(client, wall: Box):
    given = wall.given()
    body = {"pass": given["pass_"], "token": given["token"], "text": "Tre"}
    address = reverse("padlet:note", args=[wall.board.path, wall.section.pk, wall.prompt.pk, 0])
    return client.post(address, body, content_type="application/json")


@pytest.mark.parametrize("damage", NO_KEYS)
def test_what_is_no_key_is_told_on_every_page_and_takes_no_note(damage, client, people, file, wall):
    client.force_login(people["staff"])
    board = wall.board
    break_it(file, damage)

    # The board's own page quotes one of the two in its summary too, and names four controls of
    # each note by its first words.
    guests = f"/t/{board.path}/"
    said = {f"{guests}duk/": 2, f"{guests}lage/": 2, f"/tavlor/{board.pk}/": 3 + 2 * 4}
    assert {address: client.get(address).text.count(NO_KEY) for address in said} == said
    for form in FORMATS.values():
        answer = client.get(reverse("padlet:export", args=[board.pk, form]))
        assert answer.status_code == 200
    sent = post_note(client, wall)
    assert (sent.status_code, sent.json()["error"]) == (503, "storage")
    assert Note.objects.count() == 2
    assert missing_keys_in_words() == f"nyckeln saknas till tavla {board.pk}"


@pytest.mark.parametrize("damage", NO_KEYS)
def test_a_board_without_its_key_can_be_closed_by_who_has_been_asked(
    damage, client, people, file, wall
):
    client.force_login(people["staff"])
    close = f"/tavlor/{wall.board.pk}/stang/"
    break_it(file, damage)

    asked = client.post(close, {"confirmed": "1"})

    assert "Stäng tavlan utan 2 lappar?" in unescape(asked.text)
    assert (Board.objects.get().state, Note.objects.count()) == ("open", 2)
    client.post(close, {"confirmed": "1", "drop_unreadable": "1"})
    board = Board.objects.get()
    assert (board.state, board.note_count, Note.objects.count()) == ("closed", 0, 0)


@pytest.mark.parametrize("damage", SILENT)
def test_a_storage_that_does_not_answer_takes_no_notes_away(damage, client, people, file, wall):
    client.force_login(people["staff"])
    close = f"/tavlor/{wall.board.pk}/stang/"
    break_it(file, damage)

    for given in ({}, {"drop_unreadable": "1"}):
        answer = client.post(close, {"confirmed": "1", **given})
        assert answer.status_code == 503
        assert NO_ANSWER in unescape(answer.text)
    with pytest.raises(KeyStorageError):
        sealing.close_board(board=wall.board, drop_unreadable=True)
    with pytest.raises(KeyStorageError):
        sealing.seal_board(board=wall.board)

    assert (Board.objects.get().state, Note.objects.count()) == ("open", 2)
    assert missing_keys_in_words() == "förvaringen av tavlornas nycklar svarar inte"


@pytest.mark.parametrize("damage", SILENT)
def test_a_storage_that_does_not_answer_makes_no_board_gone(damage, client, file, wall):
    content = file.read_bytes()
    break_it(file, damage)
    addresses = [f"/t/{wall.board.path}/{page}" for page in ("", "duk/", "lage/")]

    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 503, address  # not 404: the link is as good as before
        assert NO_ANSWER in unescape(answer.text)
    with pytest.raises(KeyStorageError):
        BoardSource().load(wall.board.pk, GUEST)

    if file.parent.is_file():
        file.parent.unlink()
        file.parent.mkdir()
    file.unlink(missing_ok=True)
    file.write_bytes(content)
    for address in addresses:
        assert client.get(address).status_code == 200
    assert {note["text"] for note in client.get(addresses[-1]).json()["notes"]} == {"Ett", "Två"}


def test_a_process_that_knows_the_key_closes_the_board_with_all_its_notes(file, wall):
    file.unlink()

    sealing.close_board(board=wall.board)

    assert set(Note.objects.values_list("text", flat=True)) == {"Ett", "Två"}


# --- every address ---------------------------------------------------------------------------


def every_pattern(resolver, namespace=""):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", entry
        elif entry.namespace != "admin":
            inside = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from every_pattern(entry, inside)


PATTERNS = {
    name: pattern.pattern.converters
    for name, pattern in every_pattern(get_resolver())
    if name.startswith(("padlet:", "programmes:", "meetings:"))
}
METHODS = ["GET", "POST", "PUT", "DELETE"]


def answers(client, address: str, bodies: list[dict]):
    for body in bodies:
        yield client.get(address, body)
        # What is to be seen is whether it fails, not what it changes.
        with transaction.atomic():
            yield client.post(address, body)
            for method in METHODS[1:]:
                yield client.generic(
                    method, address, json.dumps(body), content_type="application/json"
                )
            transaction.set_rollback(True)


@pytest.mark.parametrize("damage", [missing, of_another_board, *SILENT])
def test_no_address_fails_because_of_a_key(damage, people, file, wall):
    board, public_id = wall.board, str(wall.public_id)
    given = {
        "round_id": board.meeting.round_id,
        "meeting_id": board.meeting_id,
        "board_id": board.pk,
        "section_id": wall.section.pk,
        "prompt_id": wall.prompt.pk,
        "breakout": 0,
        "note_id": public_id,
        "cluster_id": wall.cluster.pk,
        "path": board.path,
        "code": board.code,
        "attachment_id": wall.attachment.pk,
        "export_format": CSV,
        "takeaway_id": 1,
        "item_id": 1,
        "sentence_id": wall.sentence.pk,
    }
    bodies = [
        {},
        {
            "confirmed": "1",
            "pass": credentials.write_pass(board, wall.section),
            "token": "ab" * 24,
            "text": "Ord",
            "texts": "En rad",
            "prompt": str(wall.prompt.pk),
            "section": str(wall.section.pk),
            "title": "Tema",
            "notes": public_id,
            "note": public_id,
            "last": public_id,
            "cluster": str(wall.cluster.pk),
            "version": "1",
            "minutes": "5",
            public_id: "3",
            "tavla": str(board.pk),
        },
    ]
    break_it(file, damage)
    failed = []

    for kind in (None, "strategist"):
        client = Client(raise_request_exception=False)
        if kind:
            client.force_login(people[kind])
        for name, needed in PATTERNS.items():
            if needed.keys() <= given.keys():
                address = reverse(name, kwargs={each: given[each] for each in needed})
                failed += [
                    (name, kind, answer.status_code)
                    for answer in answers(client, address, bodies)
                    if answer.status_code >= 500
                    and not (answer.status_code == 503 and says_why(answer))
                ]

    assert failed == []


def says_why(answer) -> bool:
    if answer["Content-Type"] == "application/json":
        return answer.json()["error"] == "storage"
    return NO_ANSWER in unescape(answer.text)


# --- a key goes with its board ----------------------------------------------------------------


def test_a_key_whose_deletion_fails_keeps_its_board(draft, tmp_path):
    copy = rehearsals.rehearse_board(board=draft)
    break_it(tmp_path / "keys" / f"{copy.key_id.hex}.key", a_file_for_the_folder)

    with pytest.raises(KeyStorageError):
        rehearsals.discard_rehearsal(board=copy)

    assert Board.objects.filter(pk=copy.pk).exists()


def test_who_is_killed_before_the_board_is_gone_leaves_no_key(draft):
    copy = rehearsals.rehearse_board(board=draft)

    with transaction.atomic():
        rehearsals.discard_rehearsal(board=copy)
        transaction.set_rollback(True)  # as when the process dies before the commit

    with pytest.raises(KeyNotFoundError):
        keys.load_key(copy.key_id)
    rehearsals.discard_rehearsal(board=copy)
    assert not Board.objects.filter(pk=copy.pk).exists()


def test_one_rehearsal_that_cannot_go_keeps_no_other(draft, group_meeting, tmp_path):
    first = rehearsals.rehearse_board(board=draft)
    another = open_it(_another_draft(group_meeting))
    Board.objects.filter(pk=another.pk).update(is_rehearsal=True)
    Board.objects.update(rehearsed_on="2020-01-01")
    file = tmp_path / "keys" / f"{first.key_id.hex}.key"
    file.unlink()
    (file / "in the way").mkdir(parents=True)

    assert rehearsals.discard_old_rehearsals() == 1

    assert set(Board.objects.filter(is_rehearsal=True)) == {first}


def _another_draft(meeting) -> Board:
    return boards.create_board(
        meeting=meeting, title=f"En annan {uuid.uuid4()}", prompts=["Fråga?"]
    )
