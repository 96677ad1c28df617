"""Counted hands, entered afterwards by the facilitator, as numbers only.

As where notes are written (see notes.py) the transaction writes the notes and the board, nothing
else, and nothing is kept of who counted (TRUST: C5).
"""

from uuid import UUID

from django.db import transaction
from django.db.models import F

from padlet.errors import NoteNotFoundError, TokenError, TooFewVotesError, WrongStateError
from padlet.live import board_cache
from padlet.models import Board
from padlet.services.board_lock import bump_version, lock_board
from padlet.services.boards import MAX_BREAKOUT_SIZE
from padlet.services.notes import TOKEN

MAX_HANDS = MAX_BREAKOUT_SIZE  # at once, on one note
MAX_SHEETS_KNOWN = 20  # the latest, so that several who count at once can each send theirs again


@transaction.atomic
def add_votes(*, board: Board, token: str, votes: dict[UUID, int]) -> None:
    """Add so many hands to each of these notes; a number below 0 takes back what was too many.

    All or none. The same token again, after a double click or a lost answer, adds nothing twice.
    """
    board = lock_board(board)
    if not board.accepts_votes:
        raise WrongStateError
    if not TOKEN.fullmatch(token):
        raise TokenError
    if token in board.vote_sheets:
        return
    for note_id, hands in votes.items():
        _add(board, note_id, hands)
    transaction.on_commit(lambda: _show(board, votes))
    board.vote_sheets = [*board.vote_sheets, token][-MAX_SHEETS_KNOWN:]
    board.save(update_fields=["vote_sheets"])
    bump_version(board)


def _add(board: Board, note_id: UUID, hands: int) -> None:
    counter = board.vote_field
    note = board.notes.shown().filter(pk=note_id)
    if not note.exists():
        raise NoteNotFoundError
    if not note.filter(**{f"{counter}__gte": -hands}).update(**{counter: F(counter) + hands}):
        raise TooFewVotesError(note_id)


def _show(board: Board, votes: dict[UUID, int]) -> None:
    for note_id, hands in votes.items():
        board_cache.record_act(board.pk, note_id, version=board.version + 1, hands=hands)
