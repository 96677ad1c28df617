"""Import an old wall as a board, closed and sealed from the start: it was not written here."""

import secrets

from django.db import transaction
from django.utils import timezone

from meetings.models import Meeting
from meetings.services.meeting_lock import lock_meeting
from padlet.errors import BoardFullError
from padlet.models import Board, Note, Prompt, Section
from padlet.services.board_lock import bump_version
from padlet.services.boards import ROLE_GROUPS
from padlet.services.documentation import queue_board_documentation
from padlet.services.notes import MAX_NOTES, clean_text
from padlet.texts.wall_parser import Wall

ORDER = [*ROLE_GROUPS, Section.RoleGroup.EVERYBODY.value]


@transaction.atomic
def import_wall(*, meeting: Meeting, title: str, wall: Wall) -> Board:
    """A closed board with the wall's notes in their boxes; nothing can tell whose they are.

    As any board that is closed it asks for its documentation.

    The board knows how many breakouts wrote, where the wall says so; but how many they were in each
    is not known, so no note names one (see `Section.tag_of`).

    A second press of the button finds the board that the first one made.
    """
    if len(wall.notes) > MAX_NOTES:
        raise BoardFullError
    texts = [clean_text(note.text) for note in wall.notes]
    lock_meeting(meeting.pk, None)
    groups = {role_group: wall.breakouts(role_group) for role_group in wall.role_groups}
    boxes = [(note.role_group, note.prompt + 1) for note in wall.notes]
    given = sorted((*box, text) for box, text in zip(boxes, texts, strict=True))
    for made in Board.objects.filter(meeting=meeting, title=title, state=Board.State.CLOSED):
        there = made.notes.values_list("section__role_group", "prompt__position", "text")
        if sorted(there) != given:
            continue
        if {each.role_group: len(each.breakout_sizes) for each in made.sections.all()} != groups:
            continue
        if list(made.prompts.values_list("template", flat=True)) == wall.prompts:
            return made
    board = Board.objects.create(
        meeting=meeting,
        title=title,
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
                breakout_sizes=[0] * groups[role_group],
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
            text=text,
        )
        for (role_group, position), text in zip(boxes, texts, strict=True)
    ]
    secrets.SystemRandom().shuffle(notes)
    Note.objects.bulk_create(notes)
    bump_version(board, notes=len(notes))
    queue_board_documentation(board=board)
    return board
