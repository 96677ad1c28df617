"""A round drawn in the size that is asked for."""

from collections.abc import Sequence
from datetime import date

from programmes.timeline.compact import draw_small
from programmes.timeline.full import draw_in_full
from programmes.timeline.layout import lay_out
from programmes.timeline.types import FULL, Braid, Knot, Size, Words


def draw(
    *,
    strands: Sequence[str],
    knots: Sequence[Knot],
    starts_on: date,
    ends_on: date,
    today: date,
    words: Words,
    size: Size = FULL,
) -> Braid:
    """Draw the round for any number of organisations and meetings, in the order of their days.

    No two knots and no two labels touch, however close in time the meetings are.
    """
    course = lay_out(strands, knots, starts_on, ends_on, today, size)
    if size.tells_all:
        return draw_in_full(course, strands, words)
    return draw_small(course, words)
