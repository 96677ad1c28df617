"""The facilitator's work with an open board: clock, pause, reveal, projector, link."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from padlet.errors import InvalidTargetError, MinutesError
from padlet.models import Board, Section, random_path, random_secret
from padlet.services.board_lock import bump_version, lock_board
from padlet.services.boards import MAX_MINUTES, unused_code
from padlet.services.documentation import queue_board_documentation


@transaction.atomic
def extend_timer(*, board: Board, minutes: int) -> Board:
    """Extend the timer by `minutes`: from its end, or from now when it has passed."""
    board = lock_board(board, Board.State.OPEN, Board.State.PAUSED)
    if not 1 <= minutes <= MAX_MINUTES:
        raise MinutesError
    now = timezone.now()
    _end_by_hand(board, max(now, board.ends_at or now) + timedelta(minutes=minutes))
    bump_version(board)
    return board


@transaction.atomic
def set_timer(*, board: Board, minutes: int) -> Board:
    """Set the timer to `minutes` from now, whatever it was."""
    board = lock_board(board, Board.State.OPEN, Board.State.PAUSED)
    if not 1 <= minutes <= MAX_MINUTES:
        raise MinutesError
    _end_by_hand(board, timezone.now() + timedelta(minutes=minutes))
    bump_version(board)
    return board


@transaction.atomic
def close_on_timer(*, board: Board, ends_writing: bool) -> Board:
    """Choose whether the board becomes read-only when the timer runs out."""
    board = lock_board(board, Board.State.OPEN, Board.State.PAUSED)
    board.ends_writing = ends_writing
    board.save(update_fields=["ends_writing"])
    bump_version(board)
    return board


@transaction.atomic
def stop_timer(*, board: Board) -> Board:
    """Remove the timer; writing is not closed."""
    board = lock_board(board, Board.State.OPEN, Board.State.PAUSED)
    _end_by_hand(board, None)
    bump_version(board)
    return board


def _end_by_hand(board: Board, ends_at: datetime | None) -> None:
    """From here on the facilitator sets the clock: the agenda moves it no more."""
    board.ends_at, board.ends_with_item, board.own_end = ends_at, False, None
    board.save(update_fields=["ends_at", "ends_with_item", "own_end"])


@transaction.atomic
def show_on_projector(*, board: Board, prompt_number: int, slideshow: bool = False) -> Board:
    """Choose what the projector shows: prompt 1, 2 …, or 0 for all; or one after another."""
    board = lock_board(board)
    if not 0 <= prompt_number <= board.prompts.count():
        raise InvalidTargetError
    board.showing, board.slideshow = prompt_number, slideshow
    board.save(update_fields=["showing", "slideshow"])
    bump_version(board)
    return board


@transaction.atomic
def pause_board(*, board: Board) -> Board:
    """Let no participant write or change a note until the board is resumed; every pass is void.

    The facilitator may still type in what stands on paper, and change the instruction.
    """
    board = lock_board(board, Board.State.OPEN)
    board.state, board.epoch = Board.State.PAUSED, board.epoch + 1
    board.save(update_fields=["state", "epoch"])
    bump_version(board, layout=True)
    return board


@transaction.atomic
def resume_board(*, board: Board) -> Board:
    board = lock_board(board, Board.State.PAUSED)
    board.state = Board.State.OPEN
    board.save(update_fields=["state"])
    bump_version(board, layout=True)
    return board


@transaction.atomic
def reveal_notes(*, board: Board) -> Board:
    """Show everybody what was gathered. There is no way back: seen is seen."""
    board = lock_board(board, Board.State.OPEN, Board.State.PAUSED, Board.State.CLOSED)
    if board.revealed:
        return board
    board.revealed = True
    board.save(update_fields=["revealed"])
    bump_version(board, layout=True)
    if board.state == Board.State.CLOSED:
        queue_board_documentation(board=board)
    return board


@transaction.atomic
def change_link(*, board: Board) -> Board:
    """Turn all that leads to the board or lets write on it: who had it before is outside.

    The address (and with it QR, pages and stream tickets), the spoken code where there is one, the
    secret and the epoch of the passes.
    """
    board = lock_board(board)
    board.path, board.secret, board.epoch = random_path(), random_secret(), board.epoch + 1
    board.code = unused_code() if board.code else None
    board.save(update_fields=["path", "secret", "epoch", "code"])
    bump_version(board, layout=True)
    return board


@transaction.atomic
def merge_breakouts(*, board: Board, section_id: int) -> Section:
    """Make one group of a section's breakouts: fewer can be guessed at in a larger one."""
    board = lock_board(board, Board.State.OPEN, Board.State.PAUSED)
    section = board.sections.filter(pk=section_id).first()
    if section is None or len(section.breakout_sizes) < 2:  # noqa: PLR2004 – one group is merged already
        raise InvalidTargetError
    section.breakout_sizes, section.done_breakouts = [sum(section.breakout_sizes)], []
    section.save(update_fields=["breakout_sizes", "done_breakouts"])
    section.notes.update(breakout=0)
    bump_version(board, layout=True)
    return section
