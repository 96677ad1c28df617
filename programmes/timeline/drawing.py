"""Draw a round's timeline in a given size."""

from collections.abc import Sequence
from datetime import date

from programmes.timeline.compact import draw_small
from programmes.timeline.full import draw_in_full
from programmes.timeline.layout import lay_out
from programmes.timeline.types import FULL, Drawing, Milestone, Size, Words


def draw(
    *,
    lanes: Sequence[str],
    milestones: Sequence[Milestone],
    starts_on: date,
    ends_on: date,
    today: date,
    words: Words,
    size: Size = FULL,
) -> Drawing:
    """Draw the round for any number of organisations and meetings, in the order of their days.

    No two milestones and no two labels touch, however close in time the meetings are.
    """
    layout = lay_out(lanes, milestones, starts_on, ends_on, today, size)
    if size.tells_all:
        return draw_in_full(layout, lanes, words)
    return draw_small(layout, words)
