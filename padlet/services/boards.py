"""Create a board with its prompts and sections, and open it."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from meetings.models import AgendaItem, Meeting
from meetings.services.meeting_lock import lock_meeting
from modellkoncept.files.keys import create_key
from padlet.errors import BreakoutSizesError
from padlet.models import MAX_BREAKOUTS, Board, Prompt, Section
from padlet.services.board_lock import bump_version, lock_board

MAX_BREAKOUT_SIZE = 500
MAX_MINUTES = 480
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
    """A board with these role groups (else the three) and prompts, not yet open to anybody.

    A double click makes one: an unopened board that is the same in all is the answer.
    """
    role_groups = role_groups or ROLE_GROUPS
    lock_meeting(meeting.pk, None)
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
    breakout_sizes: dict[int, list[int]],
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
    KeyStorageError when the board's key cannot be stored: then nothing opens.
    `breakout_sizes` gives, for each section's id, how many people each of its breakouts has.
    """
    board = lock_board(board, Board.State.DRAFT)
    for section in board.sections.all():
        sizes = breakout_sizes.get(section.pk) or []
        if not 1 <= len(sizes) <= MAX_BREAKOUTS or not all(
            1 <= size <= MAX_BREAKOUT_SIZE for size in sizes
        ):
            raise BreakoutSizesError
        section.breakout_sizes = sizes
        section.save(update_fields=["breakout_sizes"])
    board.state, board.mode, board.tick_seconds = Board.State.OPEN, mode, tick_seconds
    board.approves, board.dots_each, board.ends_writing = approves, dots_each, ends_writing
    board.ends_at = timezone.now() + timedelta(minutes=minutes) if minutes else ends_at
    board.ends_with_item, board.own_end = ends_with_item, own_end
    board.epoch, board.code = board.epoch + 1, _unused_code()
    # On the disk before anybody can write. Without the commit it is a key to nothing.
    board.key_id = create_key()
    board.save(
        update_fields=[
            "key_id",
            "state",
            "mode",
            "tick_seconds",
            "approves",
            "dots_each",
            "ends_writing",
        ]
        + ["ends_at", "ends_with_item", "own_end", "epoch", "code"]
    )
    bump_version(board, layout=True)
    return board


def _unused_code() -> str:
    while True:
        code = "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))
        if not Board.objects.filter(code=code).exists():
            return code
