"""Open and end boards with their item of the agenda, without a facilitator."""

import logging
from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from modellkoncept.files.keys import KeyStorageError
from padlet.errors import BreakoutSizesError, WrongStateError
from padlet.models import Board
from padlet.queries.board_times import times_of
from padlet.services.board_lock import bump_version, lock_board
from padlet.services.boards import open_board
from programmes.errors import RoundClosedError

logger = logging.getLogger(__name__)


def open_due_boards(now: datetime | None = None) -> int:
    """Open every prepared board whose item has begun and not ended; how many there were.

    Safe to repeat and to run twice at once: the board's row is held, and what has changed since
    the list was made is read again.
    """
    now = now or timezone.now()
    opened = 0
    for pk in list(Board.objects.due(now).values_list("pk", flat=True)):
        try:
            opened += _open_if_due(pk, now)
        except (Board.DoesNotExist, WrongStateError, BreakoutSizesError, RoundClosedError):
            continue  # gone, opened by hand, without sizes or in a closed round: its page says so
        except KeyStorageError:
            logger.error("board %s cannot be opened: its key cannot be stored", pk)  # noqa: TRY400 – the trace says no more
    return opened


@transaction.atomic
def _open_if_due(board_id: int, now: datetime) -> bool:
    lock_board(Board(pk=board_id), Board.State.DRAFT)
    board = Board.objects.due(now).select_related("meeting").filter(pk=board_id).first()
    times = times_of(board) if board else None
    if board is None or times is None or not times[0] <= now < times[1]:
        return False
    own_end = now + timedelta(minutes=board.minutes) if board.minutes else None
    open_board(
        board=board,
        breakout_sizes={section.pk: section.breakout_sizes for section in board.sections.all()},
        mode=board.mode,
        tick_seconds=board.tick_seconds,
        approves=board.approves,
        dots_each=board.dots_each,
        ends_at=_end(own_end, times),
        ends_writing=board.ends_writing,
        ends_with_item=True,
        own_end=own_end,
    )
    return True


def _end(own_end: datetime | None, times: tuple[datetime, datetime]) -> datetime:
    return min(own_end or times[1], times[1])


def move_ends_with_agenda(now: datetime | None = None) -> int:
    """Let the time of each board that ends with its item be out when that now ends; how many moved.

    A board whose clock somebody has set by hand is left alone, and so is one whose item is gone.
    """
    moved = 0
    for board in Board.objects.ending_with_item(now or timezone.now()).select_related("meeting"):
        times = times_of(board)
        if times and board.ends_at != _end(board.own_end, times):
            with suppress(Board.DoesNotExist, WrongStateError, RoundClosedError):
                moved += _move_end(board, times)
    return moved


@transaction.atomic
def _move_end(board: Board, times: tuple[datetime, datetime]) -> bool:
    board = lock_board(board, Board.State.OPEN, Board.State.PAUSED)
    if not board.ends_with_item:
        return False  # set by hand a moment ago
    board.ends_at = _end(board.own_end, times)
    board.save(update_fields=["ends_at"])
    bump_version(board)
    return True
