"""The strands and their knots, drawn alike in every size."""

from collections.abc import Sequence

from programmes.timeline.layout import Course, Stretch
from programmes.timeline.types import Tie, number

BEND = 0.55  # how softly a strand swings out


def threads_of(course: Course, middle: float) -> tuple[str, ...]:
    """The path of each strand, through every knot."""
    return tuple(_thread(offset, course.stretches, middle) for offset in course.offsets)


def _thread(offset: float, stretches: Sequence[Stretch], middle: float) -> str:
    path: list[str] = []
    for stretch in stretches:
        y, knot = number(middle + offset * stretch.swing), number(middle)
        leaves, meets = stretch.level
        bend = stretch.curve * BEND
        if not path:
            path.append(f"M{number(stretch.start)} {knot if stretch.leaves_knot else y}")
        if stretch.leaves_knot:
            path.append(
                f"C{number(stretch.start + bend)} {knot} {number(leaves - bend)} {y}"
                f" {number(leaves)} {y}"
            )
        path.append(f"H{number(meets)}")
        if stretch.meets_knot:
            path.append(
                f"C{number(meets + bend)} {y} {number(stretch.end - bend)} {knot}"
                f" {number(stretch.end)} {knot}"
            )
    return "".join(path)


def ties_of(course: Course, middle: float) -> tuple[Tie, ...]:
    """The knots where they stand, ticked when done."""
    part = course.size.radius / 17
    return tuple(
        Tie(
            x=number(x),
            y=number(middle),
            state=state,
            mark=knot.mark,
            mark_y=number(middle + course.size.figure * 0.36),
            tick=_tick(x, middle, part) if state == "done" else "",
        )
        for knot, x, state in zip(course.knots, course.places, course.states, strict=True)
    )


def _tick(x: float, y: float, part: float) -> str:
    start = f"M{number(x - 7 * part)} {number(y + 0.7 * part)}"
    down, across, up = number(5.1 * part), number(9.4 * part), number(-10.5 * part)
    return f"{start}l{down} {number(5.4 * part)} {across} {up}"
