"""What the audit log tells of boards (TRUST: C17): who and which day, and nothing of any note."""

from datetime import timedelta

import pytest
from django.utils import timezone

from modellkoncept.audit.models import AuditEvent
from modellkoncept.audit.sources import AuditFilter, AuditRow, delete_old_acts, find_acts
from padlet.models import Moderation, Note
from padlet.services import disposal, moderation, rehearsals, sealing
from tests.markup import on_one_line

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def by(people):
    return people["strategist"]


def acts(**asked) -> list[AuditRow]:
    return [AuditRow(*row) for row in find_acts(AuditFilter(**asked))]


def midnight():
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def test_an_export_is_kept_by_day(client, politicians, by, people):
    politicians.write(text="Hemlig tanke")
    board = politicians.board
    client.force_login(by)

    assert client.get(f"/tavlor/{board.pk}/export/xlsx/").status_code == 200
    client.head(f"/tavlor/{board.pk}/export/xlsx/")  # which fetches nothing
    client.force_login(people["staff"])
    client.get(f"/omgangar/{board.meeting.round_id}/lappar/xlsx/")

    rows = AuditEvent.objects.order_by("pk")
    assert [(row.kind, row.actor, row.subject, row.round_id) for row in rows] == [
        ("notes-exported", by, board.title, board.meeting.round_id),
        ("notes-exported", people["staff"], str(board.meeting.round), board.meeting.round_id),
    ]
    assert {row.happened_at for row in rows} == {midnight()}


def test_sealing_and_disposal_are_kept_in_transactions_of_their_own(politicians, by, settings):
    settings.BOARD_DISPOSAL_DECISION = "2027-03-01, dnr 27/00123, styrelsen"
    politicians.write(text="Hemlig tanke")

    sealing.close_board(board=politicians.board, by=by)
    disposal.dispose_of_notes(board=politicians.board)

    assert [(row.kind, row.actor_id) for row in acts()] == [
        ("board-sealed", by.pk),
        ("notes-disposed", None),
    ]


def test_no_row_of_the_log_shares_its_transaction_with_the_boards(politicians, by):
    from tests.padlet.test_anonymity import rows

    politicians.write(text="Hemlig tanke")
    sealing.close_board(board=politicians.board, by=by)

    marks = {table: {mark for mark, _ in found} for table, found in rows().items()}
    assert marks["modellkoncept_auditevent"]
    assert marks["modellkoncept_auditevent"] & marks["padlet_note"] == set()
    assert marks["modellkoncept_auditevent"] & marks["padlet_board"] == set()


def test_moderation_is_read_from_the_boards_own_log_and_no_row_is_written(politicians, by):
    notes = [politicians.write(text=f"Hemlig {number}") for number in range(2)]
    board = politicians.board
    for note in notes:
        moderation.hide_note(board=board, note_id=note.pk, by=by)
    moderation.show_note(board=board, note_id=notes[0].pk, by=by)

    assert AuditEvent.objects.count() == 0
    where = (board.meeting.round_id, board.title)
    assert acts() == [
        AuditRow(midnight(), "moderated-hide", by.pk, *where, 2),
        AuditRow(midnight(), "moderated-show", by.pk, *where, 1),
    ]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, 2),
        ({"kind": "moderated-hide"}, 1),
        ({"kind": "role-changed"}, 0),
        ({"actor_ids": []}, 0),
        ({"round_id": 0}, 0),
        ({"since": timezone.now() + timedelta(days=1)}, 0),
        ({"until": timezone.now() - timedelta(days=1)}, 0),
    ],
)
def test_the_filters_hold_for_moderation_too(politicians, by, asked, found):
    note, board = politicians.write(text="Hemlig"), politicians.board
    moderation.hide_note(board=board, note_id=note.pk, by=by)
    moderation.show_note(board=board, note_id=note.pk, by=by)

    assert len(acts(**asked)) == found


def test_the_page_shows_moderation_with_its_day_and_number_and_no_note(
    client, politicians, by, people
):
    notes = [politicians.write(text=f"Hemlig {number}") for number in range(2)]
    for note in notes:
        moderation.hide_note(board=politicians.board, note_id=note.pk, by=by)
    client.force_login(people["staff"])

    page = on_one_line(client.get(f"/omgangar/{politicians.board.meeting.round_id}/logg/").text)

    assert ("Dolde lappar" in page, "2 gånger" in page, by.full_name in page) == (True,) * 3
    body = page.split("<tbody>")[1].split("</tbody>")[0]
    assert "Hemlig" not in body
    assert [str(note.pk) in page or str(note.public_id) in page for note in Note.objects.all()] == [
        False,
        False,
    ]
    assert ", 0" not in body  # no time of day


def test_a_rehearsal_is_not_kept(draft, by, client):
    rehearsal = rehearsals.rehearse_board(board=draft)
    moderation.hide_note(board=rehearsal, note_id=rehearsal.notes.first().pk, by=by)
    client.force_login(by)
    client.get(f"/tavlor/{rehearsal.pk}/export/xlsx/")
    sealing.close_board(board=rehearsal, by=by)

    assert acts() == []


def test_moderation_goes_when_its_time_is_out(politicians, by, settings):
    settings.AUDIT_DAYS = 30
    for days in (1, 31):
        row = Moderation.objects.create(board=politicians.board, who=by, step="hide")
        Moderation.objects.filter(pk=row.pk).update(at=timezone.now() - timedelta(days=days))

    delete_old_acts()

    assert Moderation.objects.count() == 1
