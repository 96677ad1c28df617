"""What the documentation of a board's group discussions holds: no HTTP, no file."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from modellkoncept.documents import Kind
from modellkoncept.templatetags.ui import day
from padlet import wording
from padlet.models import SMALL_GROUP, Board, Note
from padlet.permissions import may_read_discussions


def board_by_id(of: str) -> Board:
    return Board.objects.with_boxes().get(pk=of)


def discussions(board: Board) -> dict[str, Any]:
    """The visible notes as session > question > group > bullets, in the order of their lots.

    Holds text and group only: no id, no likes, nothing that tells one author from another.
    """
    meeting = board.meeting
    notes = list(board.notes.shown()) if board.shows_notes else []
    facts = [(_("Träff"), meeting.title), (_("Dag"), day(meeting.date))]
    if meeting.place:
        facts.append((_("Plats"), meeting.place))
    facts.append((_("Antal lappar"), str(len(notes))))
    return {
        "title": _("Dokumentation av gruppdiskussioner"),
        "subtitle": f"{meeting.title}, {meeting.programme}",
        "facts": facts,
        "board": board,
        "questions": [_question(board, prompt, notes) for prompt in board.prompts.all()],
        "small_groups": small_groups(board),
        "has_paper": any(note.from_paper for note in notes),
    }


def _question(board: Board, prompt: Any, notes: list[Note]) -> dict[str, Any]:
    language = board.meeting.programme.language
    groups = []
    for section in board.sections.all():
        for number, _size in numbered_groups(section.group_sizes):
            found = [
                note.text
                for note in notes
                if (note.prompt_id, note.section_id, note.breakout)
                == (prompt.pk, section.pk, number)
            ]
            if found:
                groups.append({"name": group_name(str(section), number), "notes": found})
    return {
        "number": prompt.position,
        "text": wording.worded_for_all(prompt.template, language),
        "groups": groups,
    }


def numbered_groups(sizes: list[int]) -> list[tuple[int, int | None]]:
    """(number, size) of each small group; a section with one group has number 0."""
    if len(sizes) <= 1:
        return [(0, sizes[0] if sizes else None)]
    return list(enumerate(sizes, start=1))


def group_name(section: str, number: int) -> str:
    return (
        _("{section}, grupp {number}").format(section=section, number=number) if number else section
    )


def small_groups(board: Board) -> list[dict[str, Any]]:
    """The groups so small that the board says: others can guess who wrote."""
    return [
        {
            "section": section,
            "number": number,
            "size": size,
            "name": group_name(str(section), number),
        }
        for section in board.sections.all()
        for number, size in numbered_groups(section.group_sizes)
        if size is not None and size < SMALL_GROUP
    ]


DISCUSSIONS = Kind(
    name="discussions",
    label=gettext_lazy("Dokumentation av gruppdiskussioner"),
    template="padlet/documents/discussions.html",
    find=board_by_id,
    may_read=may_read_discussions,
    context=discussions,
    edition=lambda board: str(board.removals),
    language=lambda board: board.meeting.programme.language,
)
