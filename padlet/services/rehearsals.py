"""A copy of a board filled with invented notes, to try on before the day."""

import logging
import random
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.utils import timezone

from modellkoncept.files.keys import KeyStorageError
from padlet.errors import WrongStateError
from padlet.models import Board, Note, Prompt, Section
from padlet.services.attachments import copy_attachments, delete_board
from padlet.services.board_lock import bump_version, lock_board
from padlet.services.boards import open_board
from padlet.services.drafts import are_valid_sizes
from padlet.texts import sample_notes

logger = logging.getLogger(__name__)
NIGHT_ENDS = timedelta(hours=3)  # a rehearsal lives until three o'clock the night after
# For a board whose sizes nobody has stated yet.
INVENTED_SIZES = {"pol": [8], "chef": [4], "strat": [5, 4, 5], "alla": [20]}


@transaction.atomic
def rehearse_board(*, board: Board) -> Board:
    """An open copy of the draft with invented notes; the one there is, if there is one."""
    board = lock_board(board, Board.State.DRAFT)
    if board.is_rehearsal:
        raise WrongStateError
    if made := Board.objects.filter(rehearsal_of=board).first():
        return made
    copy = Board.objects.create(
        meeting=board.meeting,
        title=board.title,
        instructions=board.instructions,
        is_rehearsal=True,
        rehearsal_of=board,
        rehearsed_on=timezone.localdate(),
    )
    Prompt.objects.bulk_create(
        Prompt(board=copy, position=prompt.position, template=prompt.template)
        for prompt in board.prompts.all()
    )
    sizes = {section.role_group: section.breakout_sizes for section in board.sections.all()}
    Section.objects.bulk_create(
        Section(board=copy, position=section.position, role_group=section.role_group)
        for section in board.sections.all()
    )
    copy_attachments(board, copy)
    copy = open_board(
        board=copy,
        breakout_sizes={
            section.pk: sizes[section.role_group]
            if are_valid_sizes(sizes[section.role_group])
            else INVENTED_SIZES[section.role_group]
            for section in copy.sections.all()
        },
        mode=board.mode,
        tick_seconds=board.tick_seconds,
        approves=board.approves,
        dots_each=board.dots_each,
        minutes=board.minutes,
        ends_writing=board.ends_writing,
    )
    _write_invented_notes(copy)
    return copy


def _write_invented_notes(board: Board) -> None:
    """The same notes each time, so that a second rehearsal looks as the first."""
    dice = random.Random(sample_notes.SEED)  # noqa: S311 – nobody's secret
    notes = []
    for section in board.sections.all():
        groups = len(section.breakout_sizes)
        for prompt in board.prompts.all():
            for number, text in enumerate(sample_notes.notes_for(section.role_group, dice)):
                waits = board.approves and number == 0
                notes.append(
                    Note(
                        board=board,
                        section=section,
                        prompt=prompt,
                        breakout=section.tag_of(dice.randint(1, groups)),
                        text=board.encrypt(text),
                        state=Note.State.WAITING if waits else Note.State.VISIBLE,
                        likes=0 if waits else max(0, dice.randint(-3, 5)),
                        dots=dice.randint(0, 4) if board.dots_each and not waits else 0,
                    )
                )
    Note.objects.bulk_create(notes)
    bump_version(board, notes=len(notes))


@transaction.atomic
def discard_rehearsal(*, board: Board) -> None:
    """Throw the rehearsal away with all its notes; a real board is refused."""
    if not lock_board(board, also_closed_rounds=True).is_rehearsal:
        raise WrongStateError
    delete_board(board=board)


def discard_old_rehearsals(now: datetime | None = None) -> int:
    """Throw away every rehearsal from an earlier day, once the night has come; how many."""
    today = timezone.localdate((now or timezone.now()) - NIGHT_ENDS)
    discarded = 0
    for board in Board.objects.filter(is_rehearsal=True, rehearsed_on__lt=today):
        try:
            discard_rehearsal(board=board)
        except Board.DoesNotExist:
            continue  # somebody else was faster
        except (DatabaseError, KeyStorageError):
            logger.exception("rehearsal %s was not discarded; it is tried again", board.pk)
            continue
        discarded += 1
    return discarded
