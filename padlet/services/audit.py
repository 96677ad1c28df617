"""Acts with boards in the audit log, each in a transaction of its own (TRUST: C5, C17)."""

from django.db import transaction

from modellkoncept.audit.kinds import AuditKind
from modellkoncept.audit.record import record_act
from padlet.audit_kinds import NOTES_EXPORTED
from padlet.models import Board
from programmes.models import Round, User


@transaction.atomic
def record_export_of_notes(*, round: Round, subject: str, by: User) -> None:
    """Keep that the notes of a board, or of the whole round, were exported, by whom, which day."""
    record_act(NOTES_EXPORTED, actor=by, round_id=round.pk, subject=subject)


def record_after_commit(kind: AuditKind, board: Board, by: User | None) -> None:
    """Keep what was done with the board once its own transaction has ended.

    A rehearsal holds nothing that anybody wrote, and is not recorded.
    """
    if board.is_rehearsal:
        return
    round_id, subject = board.meeting.round_id, board.title
    transaction.on_commit(
        lambda: record_act(kind, actor=by, round_id=round_id, subject=subject), robust=True
    )
