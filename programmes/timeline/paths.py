"""SVG paths of lanes and markers of milestones, alike in every size."""

from collections.abc import Sequence

from programmes.timeline.layout import Layout, Segment
from programmes.timeline.types import Marker, number

BEND = 0.55  # how softly a lane swings out


def lane_paths_of(layout: Layout, middle: float) -> tuple[str, ...]:
    """The path of each lane, through every milestone."""
    return tuple(_lane_path(offset, layout.segments, middle) for offset in layout.offsets)


def _lane_path(offset: float, segments: Sequence[Segment], middle: float) -> str:
    path: list[str] = []
    for segment in segments:
        y, center = number(middle + offset * segment.swing), number(middle)
        level_start, level_end = segment.level
        bend = segment.curve * BEND
        if not path:
            path.append(f"M{number(segment.start)} {center if segment.from_milestone else y}")
        if segment.from_milestone:
            path.append(
                f"C{number(segment.start + bend)} {center} {number(level_start - bend)} {y}"
                f" {number(level_start)} {y}"
            )
        path.append(f"H{number(level_end)}")
        if segment.to_milestone:
            path.append(
                f"C{number(level_end + bend)} {y} {number(segment.end - bend)} {center}"
                f" {number(segment.end)} {center}"
            )
    return "".join(path)


def markers_of(layout: Layout, middle: float) -> tuple[Marker, ...]:
    """The markers of the milestones, ticked when done."""
    part = layout.size.radius / 17
    return tuple(
        Marker(
            x=number(x),
            y=number(middle),
            state=state,
            mark=milestone.mark,
            mark_y=number(middle + layout.size.figure * 0.36),
            tick=_tick(x, middle, part) if state == "done" else "",
        )
        for milestone, x, state in zip(layout.milestones, layout.places, layout.states, strict=True)
    )


def _tick(x: float, y: float, part: float) -> str:
    start = f"M{number(x - 7 * part)} {number(y + 0.7 * part)}"
    down, across, up = number(5.1 * part), number(9.4 * part), number(-10.5 * part)
    return f"{start}l{down} {number(5.4 * part)} {across} {up}"
