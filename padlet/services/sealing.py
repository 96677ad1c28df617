"""Sealing (TRUST: C11) and what becomes of the notes after it.

Closing is sealing, in one transaction: a board is closed and sealed, or neither. What is left
after it lies outside any transaction: the old rows' bytes in the tables' files. The board's row
says that this is owed, and a sweep pays it, however often it was killed.
"""

import logging
import secrets
import uuid
from collections.abc import Callable
from datetime import date, datetime

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Count
from django.utils import timezone

from modellkoncept.database import rewrite
from padlet.models import Board, BoardQuerySet, Note, Sentence, random_place
from padlet.services.changes import changed, held
from padlet.services.documentation import document_closed_board
from padlet.services.errors import WrongStateError

logger = logging.getLogger(__name__)

ROWS_AT_ONCE = 500

NoteOfSentence = Sentence.notes.through


@transaction.atomic
def close_board(*, board: Board) -> Board:
    """End the writing for good, and leave nothing that could tell whose note is whose."""
    board = held(board, Board.State.OPEN, Board.State.PAUSED, Board.State.FROZEN)
    return _seal(board)


@transaction.atomic
def seal_board(*, board: Board) -> Board:
    """As `close_board`, also for a board that is closed already. Again is the same."""
    board = held(board, also_closed_rounds=True)
    if board.sealed_on or board.state == Board.State.DRAFT:
        return board
    return _seal(board)


def seal_what_is_due(now: datetime | None = None) -> int:
    """Seal the boards whose day has come, each in a transaction of its own; how many."""
    return _each(Board.objects.due_for_sealing(timezone.localtime(now)), seal_board)


def _each(boards: BoardQuerySet, step: Callable[..., Board]) -> int:
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


def _seal(board: Board) -> Board:
    board.state, board.epoch, board.code = Board.State.CLOSED, board.epoch + 1, None
    board.sealed_on, board.vacuum_owed = timezone.localdate(), True
    board.vote_sheets = []
    board.save(update_fields=["state", "epoch", "code", "sealed_on", "vacuum_owed", "vote_sheets"])
    _write_anew(board)
    changed(board, turned=True)
    document_closed_board(board=board)
    return board


def _write_anew(board: Board) -> None:
    """Give every note of the board a new row, in an order drawn by lot, under a new id."""
    notes = list(board.notes.all())
    links = list(NoteOfSentence.objects.filter(sentence__board=board))
    secrets.SystemRandom().shuffle(notes)
    secrets.SystemRandom().shuffle(links)
    before = [note.pk for note in notes]
    new_ids = {old: uuid.uuid4() for old in before}
    for note in notes:
        note.pk, note.place, note.edit_hash = new_ids[note.pk], random_place(), None
    Note.objects.bulk_create(notes, batch_size=ROWS_AT_ONCE)
    NoteOfSentence.objects.bulk_create(
        [
            NoteOfSentence(sentence_id=link.sentence_id, note_id=new_ids[link.note_id])
            for link in links
        ],
        batch_size=ROWS_AT_ONCE,
    )
    board.notes.filter(pk__in=before).delete()  # and with them what pointed at the old rows


# --- after the transaction --------------------------------------------------------------------


def sweep_up_after_sealing() -> bool:
    """Pay what is owed: True when nothing is left of any sealed board's old rows.

    False when somebody else holds a table, or a transaction of before still sees the old rows.
    """
    owed = list(Board.objects.filter(vacuum_owed=True).values_list("pk", flat=True))
    if not owed:
        return True
    tables = [Note._meta.db_table, NoteOfSentence._meta.db_table]  # noqa: SLF001 – Django's public API, despite its name
    if not all(rewrite.rewrite_table(table) for table in tables):
        return False
    # Only those asked for before the vacuum: a board sealed meanwhile is owed its own.
    Board.objects.filter(pk__in=owed).update(vacuum_owed=False)
    return True


# --- disposal ---------------------------------------------------------------------------------


def dispose_of_what_is_due(today: date | None = None) -> int:
    """Take away the notes whose time is out, where a decision says so; of how many boards."""
    return _each(Board.objects.due_for_disposal(today or timezone.localdate()), dispose_of_notes)


@transaction.atomic
def dispose_of_notes(*, board: Board) -> Board:
    """Delete the board's notes for good. It keeps their number in each group, and the decision.

    The documents made of it are records of their own and stay. Again is the same.
    """
    board = held(board, also_closed_rounds=True)
    if not settings.BOARD_DISPOSAL_DECISION or not board.sealed_on:
        raise WrongStateError
    if board.disposed_on:
        return board
    for section in board.sections.annotate(found=Count("notes")):
        section.disposed_notes = section.found
        section.save(update_fields=["disposed_notes"])
    board.notes.all().delete()
    board.disposed_on, board.disposal = timezone.localdate(), settings.BOARD_DISPOSAL_DECISION
    board.vacuum_owed = True
    board.save(update_fields=["disposed_on", "disposal", "vacuum_owed"])
    changed(board, turned=True)
    return board
