"""The facilitator's work with the board as a whole."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from meetings.models import AgendaItem, Meeting
from padlet.models import Board, Prompt, Section
from padlet.services.changes import changed, held
from padlet.services.documentation import document_closed_board
from padlet.services.errors import GroupSizesError, MinutesError, WrongBoxError
from programmes.services import refuse_if_closed

MOST_GROUPS = 12
LARGEST_GROUP = 500
MOST_MINUTES = 480
# What is said aloud: no letter or figure that sounds or looks like another, and no vowels, so that
# no word is spelt by chance.
CODE_SIGNS = "BCDFGHJKLMNPRTVXZ2345679"
CODE_LENGTH = 6
ROLE_GROUPS = [
    Section.RoleGroup.POLITICIANS.value,
    Section.RoleGroup.MANAGERS.value,
    Section.RoleGroup.STRATEGISTS.value,
]


@transaction.atomic
def create_board(
    *,
    meeting: Meeting,
    title: str,
    prompts: list[str],
    role_groups: list[str] | None = None,
    instructions: str = "",
    agenda_item: AgendaItem | None = None,
) -> Board:
    """A board with these role groups (else the three) and questions, not yet open to anybody.

    A double click makes one: an unopened board that is the same in all is the answer.
    """
    role_groups = role_groups or ROLE_GROUPS
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    refuse_if_closed(meeting.round_id)
    for made in Board.objects.filter(meeting=meeting, title=title, state=Board.State.DRAFT):
        same = (
            list(made.prompts.values_list("template", flat=True)) == prompts,
            list(made.sections.values_list("role_group", flat=True)) == role_groups,
            made.instructions == instructions,
            made.agenda_item == agenda_item,
            not made.is_rehearsal,
        )
        if all(same):
            return made
    board = Board.objects.create(
        meeting=meeting,
        title=title,
        instructions=instructions,
        agenda_item=agenda_item,
        follows_agenda=agenda_item is not None,
    )
    Section.objects.bulk_create(
        Section(board=board, position=position, role_group=role_group)
        for position, role_group in enumerate(role_groups, start=1)
    )
    Prompt.objects.bulk_create(
        Prompt(board=board, position=position, template=template)
        for position, template in enumerate(prompts, start=1)
    )
    return board


@transaction.atomic
def open_board(
    *,
    board: Board,
    group_sizes: dict[int, list[int]],
    mode: str = Board.Mode.LIVE,
    tick_seconds: int = 2,
    approves: bool = False,
    dots_each: int = 0,
    minutes: int | None = None,
    ends_at: datetime | None = None,
    ends_writing: bool = True,
    ends_with_item: bool = False,
    own_end: datetime | None = None,
) -> Board:
    """Let people write. Sizes, mode and approval are fixed from here on.

    The time is out after `minutes`, else at `ends_at`, else never. It moves with the item of the
    agenda if it `ends_with_item`, but not past the board's `own_end`.
    `group_sizes` gives, for each section's id, how many people each of its small groups has.
    """
    board = held(board, Board.State.DRAFT)
    for section in board.sections.all():
        sizes = group_sizes.get(section.pk) or []
        if not 1 <= len(sizes) <= MOST_GROUPS or not all(
            1 <= size <= LARGEST_GROUP for size in sizes
        ):
            raise GroupSizesError
        section.group_sizes = sizes
        section.save(update_fields=["group_sizes"])
    board.state, board.mode, board.tick_seconds = Board.State.OPEN, mode, tick_seconds
    board.approves, board.dots_each, board.ends_writing = approves, dots_each, ends_writing
    board.ends_at = timezone.now() + timedelta(minutes=minutes) if minutes else ends_at
    board.ends_with_item, board.own_end = ends_with_item, own_end
    board.epoch, board.code = board.epoch + 1, _unused_code()
    board.save(
        update_fields=["state", "mode", "tick_seconds", "approves", "dots_each", "ends_writing"]
        + ["ends_at", "ends_with_item", "own_end", "epoch", "code"]
    )
    changed(board, turned=True)
    return board


def _unused_code() -> str:
    while True:
        code = "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))
        if not Board.objects.filter(code=code).exists():
            return code


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
