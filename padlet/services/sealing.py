"""Sealing (TRUST: C11, C16) and what becomes of the notes after it.

Closing is sealing, in one transaction: a board is closed and sealed, or neither. Until then the
notes' texts lie encrypted; from then on in plain, in new rows. What is left after it lies outside
any transaction: the board's key, and the old rows' bytes in the tables' files. The board's row says
that this is owed, and a sweep pays it, however often it was killed.
"""

import logging
import secrets
import uuid
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from modellkoncept.database import rewrite
from modellkoncept.files.keys import KeyStorageError, delete_key
from padlet.audit_kinds import BOARD_SEALED
from padlet.errors import BoardKeyMissingError
from padlet.models import Board, Note, Sentence, random_sort_key
from padlet.models.note_text import is_readable
from padlet.services.audit import record_after_commit
from padlet.services.board_lock import bump_version, lock_board, remember_hidden_notes
from padlet.services.documentation import queue_board_documentation
from padlet.services.for_each_board import for_each_board
from programmes.models import User

logger = logging.getLogger(__name__)
ROWS_AT_ONCE = 500
NoteOfSentence = Sentence.notes.through


@transaction.atomic
def close_board(*, board: Board, drop_unreadable: bool = False, by: User | None = None) -> Board:
    """End the writing for good, and leave nothing that could tell whose note is whose.

    BoardKeyMissingError where the key is missing and a note cannot be read, unless such notes are
    to be dropped.
    """
    board = lock_board(board, Board.State.OPEN, Board.State.PAUSED)
    if drop_unreadable:
        found = [note.pk for note in board.notes.all() if not is_readable(note.text)]
        board.notes.filter(pk__in=found).delete()  # and what sentences rest on of them
        bump_version(board, notes=-len(found), redaction=True)
    return _seal(board, by)


def unreadable_notes(board: Board) -> int:
    """How many of the board's notes cannot be read, because its key is missing or damaged."""
    if not board.encrypts:
        return 0
    return sum(not is_readable(note.text) for note in board.notes.all())


@transaction.atomic
def seal_board(*, board: Board) -> Board:
    """As `close_board`, also for a board that is closed already. Again is the same."""
    board = lock_board(board, also_closed_rounds=True)
    if board.sealed_on or board.state == Board.State.DRAFT:
        return board
    return _seal(board)


def seal_due_boards(now: datetime | None = None) -> int:
    """Seal the boards whose day has come, each in a transaction of its own; how many.

    A board whose key is missing cannot be sealed before it is back. But from its day on no phone
    can show that a note is its own, and nobody writes.
    """
    return for_each_board(Board.objects.due_for_sealing(timezone.localtime(now)), _seal_when_due)


def _seal_when_due(*, board: Board) -> Board:
    try:
        return seal_board(board=board)
    except BoardKeyMissingError:
        _forget_tokens(board)
        raise


@transaction.atomic
def _forget_tokens(board: Board) -> None:
    board = lock_board(board, also_closed_rounds=True)
    if not board.notes.exclude(edit_hash=None).update(edit_hash=None):
        return
    board.state, board.epoch = Board.State.PAUSED, board.epoch + 1
    board.save(update_fields=["state", "epoch"])
    bump_version(board, layout=True)


def _seal(board: Board, by: User | None = None) -> Board:
    board.state, board.epoch, board.code = Board.State.CLOSED, board.epoch + 1, None
    board.sealed_on, board.rewrite_pending = timezone.localdate(), True
    board.vote_sheets = []
    board.save(
        update_fields=["state", "epoch", "code", "sealed_on", "rewrite_pending", "vote_sheets"]
    )
    _rewrite_notes(board)
    remember_hidden_notes(board)
    bump_version(board, layout=True)
    queue_board_documentation(board=board)
    transaction.on_commit(delete_keys_of_sealed_boards, robust=True)
    record_after_commit(BOARD_SEALED, board, by)
    return board


def delete_keys_of_sealed_boards() -> bool:
    """Delete the keys that sealed boards have left; whether all of them are gone.

    The sweep does it again where the process died, or the storage did not answer, after sealing.
    """
    are_gone = True
    for board in Board.objects.filter(sealed_on__isnull=False, key_id__isnull=False):
        assert board.key_id  # noqa: S101 – the filter has said so
        try:
            delete_key(board.key_id)
        except KeyStorageError:
            logger.error(  # noqa: TRY400 – the trace names the key
                "the key of board %s could not be deleted; it is tried again", board.pk
            )
            are_gone = False
        else:
            Board.objects.filter(pk=board.pk).update(key_id=None)
    return are_gone


def _rewrite_notes(board: Board) -> None:
    """Give every note of the board a new row, in an order drawn by lot, under a new id."""
    notes = list(board.notes.all())
    if not all(is_readable(note.text) for note in notes):
        raise BoardKeyMissingError
    links = list(NoteOfSentence.objects.filter(sentence__board=board))
    secrets.SystemRandom().shuffle(notes)
    secrets.SystemRandom().shuffle(links)
    before = [note.pk for note in notes]
    new_ids = {old: uuid.uuid4() for old in before}
    for note in notes:
        note.pk, note.sort_key, note.edit_hash = new_ids[note.pk], random_sort_key(), None
        note.text = str(note.text)  # in plain from here on
    Note.objects.bulk_create(notes, batch_size=ROWS_AT_ONCE)
    NoteOfSentence.objects.bulk_create(
        [
            NoteOfSentence(sentence_id=link.sentence_id, note_id=new_ids[link.note_id])
            for link in links
        ],
        batch_size=ROWS_AT_ONCE,
    )
    board.notes.filter(pk__in=before).delete()  # and with them what pointed at the old rows


def rewrite_sealed_tables() -> bool:
    """Pay what is owed: True when nothing is left of any sealed board's old rows.

    False when somebody else holds a table, or a transaction of before still sees the old rows.
    """
    if not delete_keys_of_sealed_boards():
        return False
    owed = list(Board.objects.filter(rewrite_pending=True).values_list("pk", flat=True))
    if not owed:
        return True
    tables = [Note._meta.db_table, NoteOfSentence._meta.db_table]  # noqa: SLF001 – Django's public API, despite its name
    if not all(rewrite.rewrite_table(table) for table in tables):
        return False
    rewrite.drop_old_log()
    # Only those asked for before the vacuum: a board sealed meanwhile is owed its own.
    Board.objects.filter(pk__in=owed).update(rewrite_pending=False)
    return True
