"""The compact drawing: lanes, milestones, today and as many short labels as fit."""

from programmes.timeline.labels import AIR, SMALL_TEXT, kept_inside, text_width
from programmes.timeline.layout import Layout
from programmes.timeline.paths import lane_paths_of, markers_of
from programmes.timeline.types import Drawing, Text, Today, Words, number


def draw_small(layout: Layout, words: Words) -> Drawing:
    """Draw the layout with one row of labels."""
    half = max(layout.offsets[-1], layout.size.spread)
    middle = 27 + half
    today = None
    if layout.here is not None:
        x = kept_inside(layout.here, words.today, layout.size.width)
        today = Today(
            line=f"M{number(layout.here)} 20V{number(middle + half + 11)}",
            words=Text(number(x), "14", words.today),
        )
    return Drawing(
        size=layout.size,
        height=number(middle + half + 43),
        lane_paths=lane_paths_of(layout, middle),
        done_to=number(layout.done_to),
        markers=markers_of(layout, middle),
        today=today,
        dates=tuple(_short_labels(layout, middle + half + 31)),
    )


def _short_labels(layout: Layout, y: float) -> list[Text]:
    """One row of short labels: the next meeting's first, then those of the others that fit."""
    shown: list[tuple[float, float, str]] = []
    order = sorted(
        range(len(layout.milestones)),
        key=lambda at: ({"next": 0, "later": 1, "done": 2}[layout.states[at]], at),
    )
    for at in order:
        words = layout.milestones[at].short
        if not words or (layout.states[at] == "done" and not layout.size.labels_what_is_done):
            continue
        half = text_width(words, SMALL_TEXT) / 2
        x = kept_inside(layout.places[at], words, layout.size.width)
        if all(x + half + AIR <= a or x - half - AIR >= b for a, b, _ in shown):
            shown.append((x - half, x + half, words))
    return [Text(number((a + b) / 2), number(y), words) for a, b, words in sorted(shown)]
