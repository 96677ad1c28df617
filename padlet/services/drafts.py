"""A board before it opens: set up, changed, prepared, opened as prepared."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from meetings.models import AgendaItem, Meeting
from modellkoncept.locking import check_version
from padlet.errors import BreakoutSizesError, MinutesError
from padlet.models import MAX_BREAKOUTS, Board, Prompt, Section
from padlet.queries.board_times import times_of
from padlet.services.attachments import copy_attachments
from padlet.services.board_lock import bump_version, lock_board
from padlet.services.boards import (
    MAX_BREAKOUT_SIZE,
    MAX_MINUTES,
    create_board,
    open_board,
)

MAX_DOTS = 10


@transaction.atomic
def create_draft(
    *,
    meeting: Meeting,
    title: str,
    prompts: list[str],
    role_groups: list[str],
    instructions: str = "",
    agenda_item: AgendaItem | None = None,
    copy_of: Board | None = None,
) -> Board:
    """Create a draft; a copy gets the files, never the notes, of the board it copies."""
    board = create_board(
        meeting=meeting,
        title=title,
        prompts=prompts,
        role_groups=role_groups,
        instructions=instructions,
        agenda_item=agenda_item,
    )
    if copy_of and not board.attachments.exists():
        copy_attachments(copy_of, board)
    return board


@transaction.atomic
def change_draft(
    *,
    board: Board,
    version: int,
    title: str,
    prompts: list[str],
    role_groups: list[str],
    instructions: str = "",
    agenda_item: AgendaItem | None = None,
) -> Board:
    """Make another board of the draft, on top of the `version` that the writer read.

    Groups that stay keep the sizes stated for them. With a new group the board must be prepared
    again. Once it has opened it is refused: people have begun to answer these prompts.
    """
    board = lock_board(board, Board.State.DRAFT)
    check_version(board, version)
    if list(board.prompts.values_list("template", flat=True)) != prompts:
        board.prompts.all().delete()
        Prompt.objects.bulk_create(
            Prompt(board=board, position=position, template=template)
            for position, template in enumerate(prompts, start=1)
        )
    _regroup(board, role_groups)
    if board.agenda_item != agenda_item:
        board.agenda_item, board.follows_agenda = agenda_item, agenda_item is not None
    board.title, board.instructions = title, instructions
    board.showing = min(board.showing, len(prompts))
    board.prepared = board.prepared and not board.sections.filter(breakout_sizes=[]).exists()
    board.save(
        update_fields=["title", "instructions", "agenda_item", "follows_agenda", "showing"]
        + ["prepared"]
    )
    bump_version(board, layout=True)
    return board


def _regroup(board: Board, role_groups: list[str]) -> None:
    """Let these role groups, in this order, be the sections; nobody has written in any yet."""
    stated = {section.role_group: section.breakout_sizes for section in board.sections.all()}
    if list(stated) == role_groups:
        return
    board.sections.all().delete()
    Section.objects.bulk_create(
        Section(
            board=board,
            position=position,
            role_group=role_group,
            breakout_sizes=stated.get(role_group, []),
        )
        for position, role_group in enumerate(role_groups, start=1)
    )


@transaction.atomic
def prepare_board(
    *,
    board: Board,
    breakout_sizes: dict[int, list[int]],
    agenda_item: AgendaItem | None = None,
    minutes: int | None = None,
    **settings: Any,
) -> Board:
    """Keep in the draft what must be stated before anybody writes; nothing opens yet.

    `settings` are the board's mode, tick_seconds, approves, dots_each and ends_writing.
    """
    board = lock_board(board, Board.State.DRAFT)
    if minutes is not None and not 1 <= minutes <= MAX_MINUTES:
        raise MinutesError
    for section in board.sections.all():
        section.breakout_sizes = breakout_sizes.get(section.pk) or []
        if not are_valid_sizes(section.breakout_sizes):
            raise BreakoutSizesError
        section.save(update_fields=["breakout_sizes"])
    allowed = {"mode", "tick_seconds", "approves", "dots_each", "ends_writing"}
    if unknown := settings.keys() - allowed:
        raise TypeError(f"A board is not prepared with {sorted(unknown)}.")
    for name, value in settings.items():
        setattr(board, name, value)
    board.prepared, board.minutes, board.agenda_item = True, minutes, agenda_item
    board.follows_agenda = agenda_item is not None
    board.save(
        update_fields=["prepared", "minutes", "agenda_item", "follows_agenda", *settings.keys()]
    )
    bump_version(board, layout=True)
    return board


def are_valid_sizes(sizes: list[int]) -> bool:
    """Whether these are whole numbers of people in a possible number of breakouts."""
    return 1 <= len(sizes) <= MAX_BREAKOUTS and all(
        1 <= size <= MAX_BREAKOUT_SIZE for size in sizes
    )


@transaction.atomic
def open_prepared_board(*, board: Board) -> Board:
    """Open the board now, as it was prepared.

    Without a writing time of its own its time is out when its item of today's agenda ends.
    """
    board = lock_board(board, Board.State.DRAFT)
    now, times = timezone.now(), times_of(board)
    is_today = board.meeting.date == timezone.localdate(now)
    item_ends_at = times[1] if times and is_today and times[1] > now else None
    return open_board(
        board=board,
        breakout_sizes={section.pk: section.breakout_sizes for section in board.sections.all()},
        mode=board.mode,
        tick_seconds=board.tick_seconds,
        approves=board.approves,
        dots_each=board.dots_each,
        minutes=board.minutes,
        ends_at=item_ends_at,
        ends_writing=board.ends_writing,
        ends_with_item=item_ends_at is not None and not board.minutes,
    )
