"""Moderation of single notes, and its log.

The log is written in a transaction of its own, after the note's: otherwise Postgres' row marks
would join the entry to the note (TRUST: C5, C10).
"""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from padlet.errors import NoteChangedError, NoteNotFoundError
from padlet.live import board_cache
from padlet.models import Board, Moderation, Note
from padlet.services.board_lock import bump_version, lock_board, remember_hidden_notes
from programmes.models import User


def hide_note(*, board: Board, note_id: UUID, by: User | None = None) -> Note:
    """Take the note from everybody's sight; `show_note` undoes it. Again is the same."""
    note, was = _set_note_state(board, note_id, Note.State.HIDDEN)
    if was != note.state:
        _log(board, by, Moderation.Step.HIDE)
    return note


def show_note(
    *, board: Board, note_id: UUID, by: User | None = None, read: Collection[str] = ()
) -> Note:
    """Let everybody see the note: what was hidden, or what waited to be approved.

    What waited must stand as it was `read` (see `Note.revision_key`), else NoteChangedError.
    """
    note, was = _set_note_state(board, note_id, Note.State.VISIBLE, read)
    if was != note.state:
        approved = was == Note.State.WAITING
        _log(board, by, Moderation.Step.APPROVE if approved else Moderation.Step.SHOW)
    return note


def remove_note(*, board: Board, note_id: UUID, by: User | None = None) -> None:
    """Delete the note for good: the row is gone, not marked."""
    _remove(board, note_id)
    _log(board, by, Moderation.Step.REMOVE)


@transaction.atomic
def approve_all(*, board: Board, read: Collection[str]) -> int:
    """Let everybody see each note that waits and stands as it was `read`; how many there were.

    What has come or changed since it was read (see `Note.revision_key`) goes on waiting.
    """
    board = lock_board(board)
    waiting = board.notes.filter(state=Note.State.WAITING)
    found = [note.pk for note in waiting if note.revision_key in read]
    approved = waiting.filter(pk__in=found).update(state=Note.State.VISIBLE)
    if approved:
        remember_hidden_notes(board)
        bump_version(board)
    return approved


def log_approval(*, board: Board, by: User | None, how_many: int = 1) -> None:
    """Log how many notes `approve_all` approved."""
    step = Moderation.Step.APPROVE
    Moderation.objects.bulk_create(
        Moderation(board=board, who=by, step=step) for _ in range(how_many)
    )


def _log(board: Board, by: User | None, step: str) -> None:
    Moderation.objects.create(board=board, who=by, step=step)


@transaction.atomic
def _remove(board: Board, note_id: UUID) -> None:
    board = lock_board(board)
    if not board.notes.filter(pk=note_id).delete()[0]:
        raise NoteNotFoundError
    remember_hidden_notes(board)
    bump_version(board, notes=-1, redaction=True)
    transaction.on_commit(
        lambda: board_cache.record_act(
            board.pk, note_id, version=board.version + 1, is_removed=True
        )
    )


@transaction.atomic
def _set_note_state(
    board: Board, note_id: UUID, state: str, read: Collection[str] = ()
) -> tuple[Note, str]:
    """The note in this state, and the state it was in."""
    board = lock_board(board)
    note = board.notes.filter(pk=note_id).first()
    if note is None:
        raise NoteNotFoundError
    was = note.state
    if was == Note.State.WAITING and state == Note.State.VISIBLE and note.revision_key not in read:
        raise NoteChangedError
    if was != state:
        note.state = state
        note.save(update_fields=["state"])
        was_visible = was == Note.State.VISIBLE
        remember_hidden_notes(board)
        bump_version(board, redaction=was_visible, hides=int(was_visible), visibility=True)
    return note, was
