"""Import an old wall as a board, closed and sealed from the start: it was not written here."""

import secrets
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from meetings.models import Meeting
from meetings.services.meeting_lock import lock_meeting
from modellkoncept.privacy.small_groups import disclosable
from padlet.errors import BoardFullError, BreakoutSizesError
from padlet.models import Board, Note, Prompt, Section
from padlet.services.board_lock import bump_version
from padlet.services.boards import ROLE_GROUPS
from padlet.services.documentation import queue_board_documentation
from padlet.services.notes import MAX_NOTES, clean_text
from padlet.texts.wall_parser import Wall

ORDER = [*ROLE_GROUPS, Section.RoleGroup.EVERYBODY.value]


@transaction.atomic
def import_wall(
    *,
    meeting: Meeting,
    title: str,
    wall: Wall,
    breakout_sizes: Mapping[str, list[int]] | None = None,
) -> Board:
    """A closed board with the wall's notes in their boxes; nothing can tell whose they are.

    As any board that is closed it asks for its documentation.

    Where the wall says which breakout wrote, the note says it too, if `breakout_sizes` states for
    its role group how many they were in each and none is told apart that is small. What nobody
    states is not known, and then no note names one (see `Section.tag_of`).

    A second press of the button finds the board that the first one made.
    """
    if len(wall.notes) > MAX_NOTES:
        raise BoardFullError
    texts = [clean_text(note.text) for note in wall.notes]
    lock_meeting(meeting.pk, None)
    groups = {role_group: wall.breakouts(role_group) for role_group in wall.role_groups}
    stated = breakout_sizes or {}
    sizes = {
        role_group: stated.get(role_group) or [0] * groups[role_group] for role_group in groups
    }
    if any(len(sizes[role_group]) != groups[role_group] for role_group in groups):
        raise BreakoutSizesError
    named = {role_group: disclosable(sizes[role_group]) for role_group in groups}
    boxes = [
        (
            note.role_group,
            note.prompt + 1,
            note.breakout if note.breakout in named[note.role_group] else 0,
        )
        for note in wall.notes
    ]
    given = sorted((*box, text) for box, text in zip(boxes, texts, strict=True))
    closed = Board.objects.filter(meeting=meeting, title=title, state=Board.State.CLOSED)
    for made in closed.filter(instructions=wall.instructions):
        there = made.notes.values_list(
            "section__role_group", "prompt__position", "breakout", "text"
        )
        if sorted(there) != given:
            continue
        if dict(made.sections.values_list("role_group", "breakout_sizes")) != sizes:
            continue
        if list(made.prompts.values_list("template", flat=True)) == wall.prompts:
            return made
    board = Board.objects.create(
        meeting=meeting,
        title=title,
        instructions=wall.instructions,
        state=Board.State.CLOSED,
        sealed_on=timezone.localdate(),
        is_imported=True,
    )
    sections = {
        section.role_group: section
        for section in Section.objects.bulk_create(
            Section(
                board=board,
                position=position,
                role_group=role_group,
                breakout_sizes=sizes[role_group],
            )
            for position, role_group in enumerate(sorted(wall.role_groups, key=ORDER.index), 1)
        )
    }
    prompts = Prompt.objects.bulk_create(
        Prompt(board=board, position=position, template=template)
        for position, template in enumerate(wall.prompts, 1)
    )
    notes = [
        Note(
            board=board,
            section=sections[role_group],
            prompt=prompts[position - 1],
            breakout=breakout,
            text=text,
        )
        for (role_group, position, breakout), text in zip(boxes, texts, strict=True)
    ]
    secrets.SystemRandom().shuffle(notes)
    Note.objects.bulk_create(notes)
    bump_version(board, notes=len(notes))
    queue_board_documentation(board=board)
    return board
