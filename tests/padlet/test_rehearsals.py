"""A rehearsal is a copy with invented notes: marked everywhere, counted nowhere, gone by dawn."""

import random
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from modellkoncept.documents.models import Document
from padlet import errors, page_parts, permissions
from padlet.live import board_cache
from padlet.models import Board, Note
from padlet.services import attachments, drafts, rehearsals
from padlet.texts import sample_notes
from tests.markup import on_one_line
from tests.padlet.conftest import in_state, open_it

pytestmark = pytest.mark.django_db


@pytest.fixture
def rehearsal(draft) -> Board:
    return rehearsals.rehearse_board(board=draft)


def test_a_rehearsal_is_an_open_copy_filled_with_invented_notes(draft, rehearsal):
    assert (rehearsal.is_rehearsal, rehearsal.state, rehearsal.title) == (True, "open", draft.title)
    assert rehearsal.rehearsal_of == draft
    invented_texts = {text for texts in sample_notes.SENTENCES.values() for text in texts}
    boxes = {(note.section_id, note.prompt_id) for note in rehearsal.notes.all()}
    assert len(boxes) == 9
    assert {note.text for note in rehearsal.notes.all()} <= invented_texts
    assert rehearsal.notes.filter(likes__gt=0).exists()
    assert not rehearsal.notes.exclude(edit_hash=None).exists()
    assert (draft.notes.count(), Board.objects.get(pk=draft.pk).state) == (0, "draft")


def test_the_same_notes_come_each_time(draft):
    def texts() -> list[tuple[str, int]]:
        board = rehearsals.rehearse_board(board=draft)
        found = sorted(board.notes.values_list("text", "likes"))
        rehearsals.discard_rehearsal(board=board)
        return found

    assert texts() == texts()


def test_a_second_press_finds_the_same_rehearsal(draft, rehearsal):
    assert rehearsals.rehearse_board(board=draft) == rehearsal


def test_what_was_prepared_is_what_is_tried(draft):
    sizes = {pk: [7, 7] for pk in draft.sections.values_list("pk", flat=True)}
    drafts.prepare_board(
        board=draft, breakout_sizes=sizes, mode="gather", approves=True, dots_each=3
    )
    attachments.change_instructions(board=draft, instructions="Så här gör ni")
    attachments.add_attachment(board=draft, name="a.pdf", file=ContentFile(b"%PDF-1.7"))

    board = rehearsals.rehearse_board(board=draft)

    assert (board.mode, board.approves, board.dots_each) == ("gather", True, 3)
    assert [section.breakout_sizes for section in board.sections.all()] == [[7, 7]] * 3
    assert (board.instructions, board.attachments.count()) == ("Så här gör ni", 1)
    assert board.notes.filter(state=Note.State.WAITING).count() == 9
    assert set(board.notes.values_list("breakout", flat=True)) == {1, 2}


@pytest.mark.parametrize("state", ["open", "rehearsal"])
def test_only_a_draft_is_rehearsed(draft, state):
    board = open_it(draft) if state == "open" else rehearsals.rehearse_board(board=draft)

    with pytest.raises(errors.WrongStateError):
        rehearsals.rehearse_board(board=board)


def shown(client, page: str) -> str:
    return on_one_line(client.get(page).text)


def test_it_says_in_words_that_it_is_one_on_every_page(client, people, rehearsal):
    client.force_login(people["strategist"])
    section = rehearsal.sections.first()

    pages = [f"/tavlor/{rehearsal.pk}/"] + [
        f"/t/{rehearsal.path}/{page}" for page in ("", "duk/", f"skriv/{section.pk}/0/")
    ]

    assert [page for page in pages if "<b>Provkörning</b>" not in shown(client, page)] == []


def test_a_real_board_says_nothing_of_rehearsals(client, people, board):
    client.force_login(people["strategist"])

    assert "<b>Provkörning</b>" not in shown(client, f"/tavlor/{board.pk}/")
    assert "<b>Provkörning</b>" not in shown(client, f"/t/{board.path}/")


def test_it_is_in_no_list_count_export_or_document(client, people, rehearsal):
    staff = people["staff"]
    client.force_login(staff)
    round = rehearsal.meeting.round

    assert f"/tavlor/{rehearsal.pk}/" not in client.get("/tavlor/").text
    meeting_part = client.get(f"/tavlor/traff/{rehearsal.meeting_id}/").text
    assert f"/tavlor/{rehearsal.pk}/" not in meeting_part
    assert page_parts.open_boards(staff, None) is None
    assert page_parts.open_boards_of_each([round]) == {}
    assert permissions.may_read_documents(staff, rehearsal) is False
    assert permissions.has_opened_board(rehearsal.meeting) is False
    client.post(f"/tavlor/{rehearsal.pk}/dokument/")
    assert Document.objects.count() == 0
    assert not Board.objects.without_rehearsals().filter(pk=rehearsal.pk).exists()


@pytest.mark.parametrize("state", ["open", "closed"])
def test_its_panel_offers_no_document_and_a_real_boards_does(client, people, draft, state):
    rehearsal = rehearsals.rehearse_board(board=draft)
    real = open_it(draft)
    Board.objects.update(**in_state(state))
    client.force_login(people["strategist"])

    offered = {
        board.pk: client.get(f"/tavlor/{board.pk}/").text.count("Skapa dokumentationen")
        for board in (rehearsal, real)
    }
    refused = client.post(f"/tavlor/{rehearsal.pk}/dokument/", follow=True)

    assert offered == {rehearsal.pk: 0, real.pk: 1}
    assert "En provkörning får ingen dokumentation" in refused.text


@pytest.mark.parametrize(
    ("who", "status"),
    [("outsider", 404), ("other_strategist", 404), ("politician", 404), ("manager", 404),
     ("key_person", 404), ("strategist", 302), ("mentor", 302), ("staff", 302)],
)  # fmt: skip
def test_who_may_rehearse_and_throw_away(client, people, draft, rehearsal, who, status):
    client.force_login(people[who])

    thrown = client.post(
        f"/tavlor/{rehearsal.pk}/slang-repetitionen/", {"confirmed": "1"}
    ).status_code
    assert Board.objects.filter(pk=rehearsal.pk).exists() is (status != 302)
    made = client.post(f"/tavlor/{draft.pk}/prova/").status_code

    assert (thrown, made) == (status, status)


def test_throwing_it_away_takes_its_notes_and_leaves_the_draft(
    client, people, draft, rehearsal, django_capture_on_commit_callbacks
):
    client.force_login(people["strategist"])

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"/tavlor/{rehearsal.pk}/slang-repetitionen/", {"confirmed": "1"})

    assert answer.headers["Location"] == f"/tavlor/{draft.pk}/"
    assert list(Board.objects.all()) == [draft]
    assert Note.objects.count() == 0
    board_cache.clear()
    assert client.get(f"/t/{rehearsal.path}/").status_code == 404


def test_a_real_board_is_not_thrown_away(client, people, politicians):
    board, note = politicians.board, politicians.write()
    client.force_login(people["strategist"])

    client.post(f"/tavlor/{board.pk}/slang-repetitionen/", {"confirmed": "1"})

    assert Note.objects.get() == note


def test_it_is_gone_the_night_after_and_no_sooner(draft, rehearsal):
    def clock(days: int, hour: int) -> datetime:
        day = timezone.localdate() + timedelta(days=days)
        return datetime.combine(day, time(hour, 1), tzinfo=ZoneInfo("Europe/Stockholm"))

    assert rehearsals.discard_old_rehearsals(clock(0, 23)) == 0
    assert rehearsals.discard_old_rehearsals(clock(1, 2)) == 0
    assert rehearsals.discard_old_rehearsals(clock(1, 3)) == 1
    assert rehearsals.discard_old_rehearsals(clock(1, 4)) == 0
    assert list(Board.objects.all()) == [draft]


def test_the_draft_opens_as_if_nothing_had_happened(draft, rehearsal):
    board = open_it(draft)

    assert (board.state, board.notes.count(), board.is_rehearsal) == ("open", 0, False)


def test_there_are_enough_invented_notes_for_every_box_and_none_too_long():
    for role_group, texts in sample_notes.SENTENCES.items():
        assert len(set(texts)) == len(texts) >= sample_notes.MOST
        assert all(len(text) <= 500 for text in texts)
        assert len(sample_notes.notes_for(role_group, random.Random(1))) <= sample_notes.MOST  # noqa: S311 – a test
