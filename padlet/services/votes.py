"""Hands that were counted in the room, entered afterwards by who leads, as numbers only.

As where notes are written (see notes.py) the transaction writes the notes and the board, nothing
else, and nothing is kept of who counted (TRUST: C5).
"""

from uuid import UUID

from django.db import transaction
from django.db.models import F

from padlet.errors import NoteGoneError, TokenError, TooFewVotesError, WrongStateError
from padlet.models import Board
from padlet.services.board_lock import bump_version, lock_board
from padlet.services.boards import MAX_BREAKOUT_SIZE
from padlet.services.notes import TOKEN

MAX_HANDS = MAX_BREAKOUT_SIZE  # at once, on one note
MAX_SHEETS_KNOWN = 20  # the latest, so that several who count at once can each send theirs again
# Also while it is frozen for those who write: then the room looks up, and raises its hands.
TAKES_VOTES = [Board.State.OPEN, Board.State.PAUSED, Board.State.FROZEN]


def takes_votes(board: Board) -> bool:
    """Whether hands may be entered: what they are for has been shown, and nothing is sealed."""
    return board.state in TAKES_VOTES and board.sealed_on is None and board.shows_notes


def counter_of(board: Board) -> str:
    """What the room's hands add to: the dots where the board gives dots, else the likes."""
    return "dots" if board.dots_each else "likes"


@transaction.atomic
def add_votes(*, board: Board, token: str, votes: dict[UUID, int]) -> None:
    """Add so many hands to each of these notes; a number below 0 takes back what was too many.

    All or none. The same token again, after a double click or a lost answer, adds nothing twice.
    """
    board = lock_board(board)
    if not takes_votes(board):
        raise WrongStateError
    if not TOKEN.fullmatch(token):
        raise TokenError
    if token in board.vote_sheets:
        return
    for note_id, hands in votes.items():
        _add(board, note_id, hands)
    board.vote_sheets = [*board.vote_sheets, token][-MAX_SHEETS_KNOWN:]
    board.save(update_fields=["vote_sheets"])
    bump_version(board)


def _add(board: Board, note_id: UUID, hands: int) -> None:
    counter = counter_of(board)
    note = board.notes.shown().filter(pk=note_id)
    if not note.exists():
        raise NoteGoneError
    if not note.filter(**{f"{counter}__gte": -hands}).update(**{counter: F(counter) + hands}):
        raise TooFewVotesError(note_id)
