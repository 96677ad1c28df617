"""How every change begins and ends: lock the board's row, bump its counters, notify its pages."""

from django.db import transaction
from django.db.models import F

from modellkoncept.live.pubsub import publish
from padlet.errors import WrongStateError
from padlet.models import Board
from programmes.services.rounds import refuse_if_closed


def bump_version(board: Board, *, redaction: bool = False, layout: bool = False) -> None:
    """Count one more version of the board in this transaction, and notify its pages after it.

    A `redaction` hides, changes or takes away text: documents made before are outdated. A change of
    the `layout` makes pages fetch the whole board again.
    """
    Board.objects.filter(pk=board.pk).update(
        version=F("version") + 1,
        redaction_count=F("redaction_count") + int(redaction),
        layout_version=F("layout_version") + int(layout),
    )
    notify_board(board)


def notify_board(board: Board) -> None:
    """Publish after this transaction that the board has changed."""
    transaction.on_commit(lambda: publish("board", board.pk), robust=True)


def lock_board(board: Board, *from_states: str, also_closed_rounds: bool = False) -> Board:
    """The board as it is now, its row locked; WrongStateError when it is in none of `from_states`.

    Raises RoundClosedError in a closed round, except for what the calendar does there too.
    """
    board = Board.objects.select_for_update(of=["self"]).select_related("meeting").get(pk=board.pk)
    if not also_closed_rounds:
        refuse_if_closed(board.meeting.round_id)
    if from_states and board.state not in from_states:
        raise WrongStateError
    return board
