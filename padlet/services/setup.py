"""A board before and round the writing: made, prepared, told what to do, and taken away."""

import re
import unicodedata
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from meetings.models import AgendaItem, Meeting
from modellkoncept.live.pubsub import publish
from padlet.models import Attachment, Board, Prompt, Section
from padlet.services.boards import (
    LARGEST_GROUP,
    MOST_GROUPS,
    MOST_MINUTES,
    create_board,
    open_board,
)
from padlet.services.by_agenda import times_of
from padlet.services.changes import changed, held
from padlet.services.errors import (
    AttachmentError,
    BoardChangedError,
    GroupSizesError,
    MinutesError,
)

MOST_ATTACHMENTS = 5
LARGEST_ATTACHMENT = 10 * 1024 * 1024  # bytes
LONGEST_FILE_NAME = 120
MOST_DOTS = 10
# Instructions may be changed until the writing is over.
CHANGEABLE = (Board.State.DRAFT, Board.State.OPEN, Board.State.PAUSED)


@transaction.atomic
def set_up_board(
    *,
    meeting: Meeting,
    title: str,
    prompts: list[str],
    role_groups: list[str],
    instructions: str = "",
    agenda_item: AgendaItem | None = None,
    copy_of: Board | None = None,
) -> Board:
    """A board that is not open yet; with the files, never the notes, of the board it copies."""
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


def copy_attachments(source: Board, board: Board) -> None:
    """Files of the board's own, so that neither board loses them with the other."""
    for attachment in source.attachments.all():
        with attachment.file.open("rb") as file:
            Attachment.objects.create(
                board=board,
                name=attachment.name,
                size=attachment.size,
                file=ContentFile(file.read(), "copy.pdf"),
            )


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
    again. Once it has opened it is refused: people have begun to answer these questions.
    """
    board = held(board, Board.State.DRAFT)
    if board.version != version:
        raise BoardChangedError
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
    board.prepared = board.prepared and not board.sections.filter(group_sizes=[]).exists()
    board.save(
        update_fields=["title", "instructions", "agenda_item", "follows_agenda", "showing"]
        + ["prepared"]
    )
    changed(board, turned=True)
    return board


def _regroup(board: Board, role_groups: list[str]) -> None:
    """Let these role groups, in this order, be the sections; nobody has written in any yet."""
    stated = {section.role_group: section.group_sizes for section in board.sections.all()}
    if list(stated) == role_groups:
        return
    board.sections.all().delete()
    Section.objects.bulk_create(
        Section(
            board=board,
            position=position,
            role_group=role_group,
            group_sizes=stated.get(role_group, []),
        )
        for position, role_group in enumerate(role_groups, start=1)
    )


@transaction.atomic
def prepare_board(
    *,
    board: Board,
    group_sizes: dict[int, list[int]],
    agenda_item: AgendaItem | None = None,
    minutes: int | None = None,
    **settings: Any,
) -> Board:
    """Keep in the draft what must be stated before anybody writes; nothing opens yet.

    `settings` are the board's mode, tick_seconds, approves, dots_each and ends_writing.
    """
    board = held(board, Board.State.DRAFT)
    if minutes is not None and not 1 <= minutes <= MOST_MINUTES:
        raise MinutesError
    for section in board.sections.all():
        section.group_sizes = group_sizes.get(section.pk) or []
        if not are_sizes(section.group_sizes):
            raise GroupSizesError
        section.save(update_fields=["group_sizes"])
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
    changed(board, turned=True)
    return board


def are_sizes(sizes: list[int]) -> bool:
    """Whether these are whole numbers of people in a possible number of small groups."""
    return 1 <= len(sizes) <= MOST_GROUPS and all(1 <= size <= LARGEST_GROUP for size in sizes)


@transaction.atomic
def open_prepared_board(*, board: Board) -> Board:
    """Open the board now, as it was prepared.

    Without a writing time of its own its time is out when its item of today's agenda ends.
    """
    board = held(board, Board.State.DRAFT)
    now, times = timezone.now(), times_of(board)
    is_today = board.meeting.date == timezone.localdate(now)
    item_ends_at = times[1] if times and is_today and times[1] > now else None
    return open_board(
        board=board,
        group_sizes={section.pk: section.group_sizes for section in board.sections.all()},
        mode=board.mode,
        tick_seconds=board.tick_seconds,
        approves=board.approves,
        dots_each=board.dots_each,
        minutes=board.minutes,
        ends_at=item_ends_at,
        ends_writing=board.ends_writing,
        ends_with_item=item_ends_at is not None and not board.minutes,
    )


@transaction.atomic
def change_instructions(*, board: Board, instructions: str) -> Board:
    """Tell those who write something else, while they may still write."""
    board = held(board, *CHANGEABLE)
    if board.instructions != instructions:
        board.instructions = instructions
        board.save(update_fields=["instructions"])
        changed(board, turned=True)
    return board


@transaction.atomic
def add_attachment(*, board: Board, name: str, file: "File[bytes]") -> Attachment:
    """Put a PDF beside the instructions, under a name of our own in the storage."""
    board = held(board, *CHANGEABLE)
    if flaw := flaw_of(name, file):
        raise AttachmentError(flaw)
    if board.attachments.count() >= MOST_ATTACHMENTS:
        raise AttachmentError("count")
    attachment = Attachment.objects.create(
        board=board, name=_shown_name(name), size=file.size, file=File(file, "any.pdf")
    )
    changed(board, turned=True)
    return attachment


def flaw_of(name: str, file: "File[bytes]") -> str:
    """What is wrong with the file: "name", "size" or "content"; nothing when it is a PDF."""
    if not name.casefold().endswith(".pdf"):
        return "name"
    if not 0 < (file.size or 0) <= LARGEST_ATTACHMENT:
        return "size"
    file.seek(0)
    begins = file.read(5)
    file.seek(0)
    return "" if begins == b"%PDF-" else "content"


def _shown_name(name: str) -> str:
    """The name as a reader sees it: no path, nothing invisible, and not too long."""
    name = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C").strip()
    stem = name[: -len(".pdf")].strip() or "Bilaga"
    return f"{stem[: LONGEST_FILE_NAME - len('.pdf')]}.pdf"


@transaction.atomic
def remove_attachment(*, board: Board, attachment_id: int) -> None:
    """Take the file away, from the storage too. Again is the same."""
    board = held(board, *CHANGEABLE)
    attachment = board.attachments.filter(pk=attachment_id).first()
    if attachment is None:
        return
    attachment.delete()
    _delete_files([attachment.file.name or ""])
    changed(board, turned=True)


@transaction.atomic
def delete_board(*, board: Board) -> None:
    """The one way in which a board goes: with its notes and its files."""
    board = held(board, also_closed_rounds=board.is_rehearsal)
    board_id, files = board.pk, [each.file.name or "" for each in board.attachments.all()]
    board.delete()
    _delete_files(files)
    transaction.on_commit(lambda: publish("board", board_id), robust=True)


def _delete_files(names: list[str]) -> None:
    """After the commit: a row that stays must not lose its file."""

    def delete() -> None:
        for name in names:
            default_storage.delete(name)

    transaction.on_commit(delete, robust=True)
