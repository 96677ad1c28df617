"""How every change begins and ends: the board's row held, its counters moved, the bell rung."""

from django.db import transaction
from django.db.models import F

from modellkoncept.live.pubsub import publish
from padlet.errors import WrongStateError
from padlet.models import Board
from programmes.services.rounds import refuse_if_closed


def changed(board: Board, *, removed: bool = False, turned: bool = False) -> None:
    """Move the board's counters in this transaction, and ring the bell after it."""
    Board.objects.filter(pk=board.pk).update(
        version=F("version") + 1,
        removals=F("removals") + int(removed),
        turn=F("turn") + int(turned),
    )
    ring(board)


def ring(board: Board) -> None:
    """Ring the bell after this transaction."""
    transaction.on_commit(lambda: publish("board", board.pk), robust=True)


def held(board: Board, *from_states: str, also_closed_rounds: bool = False) -> Board:
    """The board as it is now, its row held; refused when it has left the state one thought.

    Raises RoundClosedError in a closed round, except for what the calendar does there too.
    """
    board = Board.objects.select_for_update(of=["self"]).select_related("meeting").get(pk=board.pk)
    if not also_closed_rounds:
        refuse_if_closed(board.meeting.round_id)
    if from_states and board.state not in from_states:
        raise WrongStateError
    return board
