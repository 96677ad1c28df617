"""Run one step for each of many boards, each in a transaction; a failure stops no other."""

import logging
from collections.abc import Callable

from django.db import DatabaseError

from modellkoncept.files.keys import KeyStorageError
from padlet.errors import BoardKeyMissingError
from padlet.models import Board, BoardQuerySet

logger = logging.getLogger(__name__)


def for_each_board(boards: BoardQuerySet, step: Callable[..., Board]) -> int:
    """Run the step for each board; storage that fails is logged and stops no other."""
    done = 0
    for board in boards:
        try:
            step(board=board)
        except (DatabaseError, KeyStorageError, BoardKeyMissingError) as error:
            # By its kind alone: Postgres quotes the row that it refuses.
            kind = type(error).__name__
            logger.error("board %s could not be seen to (%s); it is tried again", board.pk, kind)  # noqa: TRY400 – as above
        else:
            done += 1
    return done
