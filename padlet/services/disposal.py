"""Disposal: notes are deleted when their time is out, and only by a recorded decision."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from padlet.audit_kinds import NOTES_DISPOSED
from padlet.errors import WrongStateError
from padlet.models import Board
from padlet.services.audit import record_after_commit
from padlet.services.board_lock import bump_version, lock_board
from padlet.services.for_each_board import for_each_board


def dispose_of_due_boards(today: date | None = None) -> int:
    """Take away the notes whose time is out, where a decision says so; of how many boards."""
    return for_each_board(
        Board.objects.due_for_disposal(today or timezone.localdate()), dispose_of_notes
    )


@transaction.atomic
def dispose_of_notes(*, board: Board) -> Board:
    """Delete the board's notes for good. It keeps their number in each group, and the decision.

    The documents made of it are records of their own and stay. Again is the same.
    """
    board = lock_board(board, also_closed_rounds=True)
    if not settings.BOARD_DISPOSAL_DECISION or not board.sealed_on:
        raise WrongStateError
    if board.disposed_on:
        return board
    for section in board.sections.annotate(found=Count("notes")):
        section.disposed_notes = section.found
        section.save(update_fields=["disposed_notes"])
    board.notes.all().delete()
    board.note_count = 0
    board.disposed_on, board.disposal = timezone.localdate(), settings.BOARD_DISPOSAL_DECISION
    board.rewrite_pending = True
    board.save(update_fields=["note_count", "disposed_on", "disposal", "rewrite_pending"])
    bump_version(board, layout=True)
    record_after_commit(NOTES_DISPOSED, board, None)
    return board
