"""Breakouts (smågrupper) and their names: numbers, sizes, and which are small."""

from django.utils.translation import gettext as _

from padlet.models import Board, is_small


def numbered_breakouts(sizes: list[int]) -> list[tuple[int, int | None]]:
    """(number, size) of each small group; a section with one group has number 0.

    The size is None as long as nobody has stated it.
    """
    if len(sizes) <= 1:
        return [(0, sizes[0] if sizes else None)]
    return [(number, size or None) for number, size in enumerate(sizes, start=1)]


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
