"""The facilitator's work with an open board: clock, pause, freeze, reveal, projector, link."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from padlet.errors import MinutesError, WrongBoxError
from padlet.models import Board, Section
from padlet.services.board_lock import changed, held
from padlet.services.boards import MOST_MINUTES
from padlet.services.documentation import document_closed_board


@transaction.atomic
def give_time(*, board: Board, minutes: int) -> Board:
    """Let the countdown run `minutes` longer: from its end, or from now when it has passed."""
    board = held(board, Board.State.OPEN, Board.State.PAUSED, Board.State.FROZEN)
    if not 1 <= minutes <= MOST_MINUTES:
        raise MinutesError
    now = timezone.now()
    _end_by_hand(board, max(now, board.ends_at or now) + timedelta(minutes=minutes))
    changed(board)
    return board


@transaction.atomic
def set_clock(*, board: Board, minutes: int) -> Board:
    """Let the countdown run `minutes` from now, whatever it stood at."""
    board = held(board, Board.State.OPEN, Board.State.PAUSED, Board.State.FROZEN)
    if not 1 <= minutes <= MOST_MINUTES:
        raise MinutesError
    _end_by_hand(board, timezone.now() + timedelta(minutes=minutes))
    changed(board)
    return board


@transaction.atomic
def end_writing_with_clock(*, board: Board, ends_writing: bool) -> Board:
    """Choose whether the board is for reading only once the countdown is over."""
    board = held(board, Board.State.OPEN, Board.State.PAUSED, Board.State.FROZEN)
    board.ends_writing = ends_writing
    board.save(update_fields=["ends_writing"])
    changed(board)
    return board


@transaction.atomic
def stop_clock(*, board: Board) -> Board:
    """Take the countdown away; nobody's time is out."""
    board = held(board, Board.State.OPEN, Board.State.PAUSED, Board.State.FROZEN)
    _end_by_hand(board, None)
    changed(board)
    return board


def _end_by_hand(board: Board, ends_at: datetime | None) -> None:
    """From here on the clock is the leader's: the agenda moves it no more."""
    board.ends_at, board.ends_with_item, board.own_end = ends_at, False, None
    board.save(update_fields=["ends_at", "ends_with_item", "own_end"])


@transaction.atomic
def show_on_projector(*, board: Board, question: int, slideshow: bool = False) -> Board:
    """Choose what the projector shows: question 1, 2 …, or 0 for all; or one after another."""
    board = held(board)
    if not 0 <= question <= board.prompts.count():
        raise WrongBoxError
    board.showing, board.slideshow = question, slideshow
    board.save(update_fields=["showing", "slideshow"])
    changed(board)
    return board


@transaction.atomic
def freeze_board(*, board: Board) -> Board:
    """Hold everything as it is, for the documentation; `resume_board` thaws it."""
    board = held(board, Board.State.OPEN, Board.State.PAUSED)
    board.state, board.epoch = Board.State.FROZEN, board.epoch + 1
    board.save(update_fields=["state", "epoch"])
    changed(board, turned=True)
    return board


@transaction.atomic
def pause_board(*, board: Board) -> Board:
    """Nobody may write on a phone until the board goes on; every pass is void.

    A frozen board may be paused too: then what stands on paper can be typed in.
    """
    board = held(board, Board.State.OPEN, Board.State.FROZEN)
    board.state, board.epoch = Board.State.PAUSED, board.epoch + 1
    board.save(update_fields=["state", "epoch"])
    changed(board, turned=True)
    return board


@transaction.atomic
def resume_board(*, board: Board) -> Board:
    board = held(board, Board.State.PAUSED, Board.State.FROZEN)
    board.state = Board.State.OPEN
    board.save(update_fields=["state"])
    changed(board, turned=True)
    return board


@transaction.atomic
def reveal_notes(*, board: Board) -> Board:
    """Show everybody what was gathered. There is no way back: seen is seen."""
    board = held(
        board, Board.State.OPEN, Board.State.PAUSED, Board.State.FROZEN, Board.State.CLOSED
    )
    if board.revealed:
        return board
    board.revealed = True
    board.save(update_fields=["revealed"])
    changed(board, turned=True)
    if board.state == Board.State.CLOSED:
        document_closed_board(board=board)
    return board


@transaction.atomic
def change_link(*, board: Board) -> Board:
    """Give the board a new address and void every pass: who has the old link is outside."""
    board = held(board)
    board.path, board.epoch = Board().path, board.epoch + 1
    board.save(update_fields=["path", "epoch"])
    changed(board, turned=True)
    return board


@transaction.atomic
def merge_groups(*, board: Board, section_id: int) -> Section:
    """Make one group of a section's small groups: fewer can be guessed at in a larger one."""
    board = held(board, Board.State.OPEN, Board.State.PAUSED, Board.State.FROZEN)
    section = board.sections.filter(pk=section_id).first()
    if section is None or len(section.group_sizes) < 2:  # noqa: PLR2004 – one group is merged already
        raise WrongBoxError
    section.group_sizes, section.done_groups = [sum(section.group_sizes)], []
    section.save(update_fields=["group_sizes", "done_groups"])
    section.notes.update(breakout=0)
    changed(board, turned=True)
    return section
