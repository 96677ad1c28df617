"""The drawing for little room: strands, knots, today and as many short labels as fit."""

from programmes.timeline.labels import AIR, SMALL_TEXT, kept_inside, text_width
from programmes.timeline.layout import Course
from programmes.timeline.paths import threads_of, ties_of
from programmes.timeline.types import Braid, Text, Today, Words, number


def draw_small(course: Course, words: Words) -> Braid:
    """Draw the course with one row of labels."""
    half = max(course.offsets[-1], course.size.spread)
    middle = 27 + half
    today = None
    if course.here is not None:
        x = kept_inside(course.here, words.today, course.size.width)
        today = Today(
            line=f"M{number(course.here)} 20V{number(middle + half + 11)}",
            words=Text(number(x), "14", words.today),
        )
    return Braid(
        size=course.size,
        height=number(middle + half + 43),
        threads=threads_of(course, middle),
        done_to=number(course.done_to),
        ties=ties_of(course, middle),
        today=today,
        dates=tuple(_short_labels(course, middle + half + 31)),
    )


def _short_labels(course: Course, y: float) -> list[Text]:
    """One row of short labels: the next meeting's first, then those of the others that fit."""
    shown: list[tuple[float, float, str]] = []
    order = sorted(
        range(len(course.knots)),
        key=lambda at: ({"next": 0, "later": 1, "done": 2}[course.states[at]], at),
    )
    for at in order:
        words = course.knots[at].short
        if not words or (course.states[at] == "done" and not course.size.labels_what_is_done):
            continue
        half = text_width(words, SMALL_TEXT) / 2
        x = kept_inside(course.places[at], words, course.size.width)
        if all(x + half + AIR <= a or x - half - AIR >= b for a, b, _ in shown):
            shown.append((x - half, x + half, words))
    return [Text(number((a + b) / 2), number(y), words) for a, b, words in sorted(shown)]
