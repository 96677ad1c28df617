"""One step for each of many boards, in a transaction of its own; one that fails stops no other."""

import logging
from collections.abc import Callable

from django.db import DatabaseError

from padlet.models import Board, BoardQuerySet

logger = logging.getLogger(__name__)


def for_each_board(boards: BoardQuerySet, step: Callable[..., Board]) -> int:
    """Take the step with each board; one that cannot holds up no other."""
    done = 0
    for board in boards:
        try:
            step(board=board)
        except DatabaseError:
            logger.exception("board %s could not be seen to; it is tried again", board.pk)
        else:
            done += 1
    return done
