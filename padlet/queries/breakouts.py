"""Breakouts (smågrupper) and their names: numbers, sizes, and which are small."""

from django.db.models import Count
from django.utils.translation import gettext as _

from meetings.models import Meeting
from modellkoncept.privacy.small_groups import is_small
from padlet.models import Board, Section
from programmes.models import Membership, Role


def numbered_breakouts(sizes: list[int]) -> list[tuple[int, int | None]]:
    """(number, size) of each breakout; a section with one group has number 0.

    The size is None as long as nobody has stated it.
    """
    if len(sizes) <= 1:
        return [(0, sizes[0] if sizes else None)]
    return [(number, size or None) for number, size in enumerate(sizes, start=1)]


def registered_sizes(meeting: Meeting) -> dict[str, int]:
    """By role group how many people are registered among those who meet; no group without any.

    Mentors are not counted: they visit the boards of the group that they support.
    """
    people = Membership.objects.taking_part().filter(participation__round=meeting.round_id)
    if meeting.group_id is not None:
        people = people.filter(participation__group=meeting.group_id)
    in_role = people.values("role").annotate(people=Count("user", distinct=True))
    sizes: dict[str, int] = {}
    for row in in_role.order_by():
        for group in (Section.ROLES[Role(row["role"])], Section.RoleGroup.EVERYBODY):
            sizes[group.value] = sizes.get(group.value, 0) + row["people"]
    return sizes


def breakout_name(section: str, number: int) -> str:
    return (
        _("{section}, grupp {number}").format(section=section, number=number) if number else section
    )


def small_breakouts(board: Board) -> list[dict[str, object]]:
    """The groups so small that the board says: others can guess who wrote."""
    return [
        {
            "section": section,
            "number": number,
            "size": size,
            "name": breakout_name(str(section), number),
        }
        for section in board.sections.all()
        for number, size in numbered_breakouts(section.breakout_sizes)
        if is_small(size)
    ]


def unnamed_breakouts(section: Section) -> list[int]:
    """The breakouts that no note names, by their numbers, where there are several groups."""
    numbers = [number for number, _size in numbered_breakouts(section.breakout_sizes)]
    return [number for number in numbers if number and not section.tag_of(number)]


def sections_with_unnamed(board: Board) -> list[str]:
    """The sections of which some breakouts, because they are small, stand on no note."""
    return [
        str(section)
        for section in board.sections.all()
        if any(section.breakout_sizes) and unnamed_breakouts(section)
    ]


def told_as_done(section: Section) -> list[tuple[str, bool]]:
    """Each breakout by its name, and whether it has said that it is done.

    Those that no note names have one name, the done ones first: which of them is done would tell
    whose notes still come in.
    """
    unnamed = unnamed_breakouts(section)
    done = sum(number in section.done_breakouts for number in unnamed)
    shared = _("{section}, en smågrupp").format(section=section)
    return [(shared, place < done) for place in range(len(unnamed))] + [
        (breakout_name(str(section), number), number in section.done_breakouts)
        for number, _size in numbered_breakouts(section.breakout_sizes)
        if number not in unnamed
    ]
