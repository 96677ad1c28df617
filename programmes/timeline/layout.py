"""Layout of a round's timeline: the x of each day, milestone and segment of work at home."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from programmes.timeline.types import Milestone, Size

MILESTONE_GAP = 6
CURVE = 95  # how far a lane needs to swing out
SHARE_OF_CURVES = 0.45  # of a segment, at each end
FULL_SWING = 150  # shorter segments swing out less


@dataclass(frozen=True)
class Scale:
    """The x of a day. Milestones close in time are moved apart, and the days between with them."""

    anchors: tuple[tuple[int, float], ...]

    def at(self, day: date) -> float:
        number = day.toordinal()
        if number <= self.anchors[0][0]:
            return self.anchors[0][1]
        for (before, x), (after, next_x) in pairwise(self.anchors):
            if number <= after:
                return x + (next_x - x) * (number - before) / (after - before)
        return self.anchors[-1][1]


@dataclass(frozen=True)
class Segment:
    """Work at home: from one milestone (or end of the round) to the next."""

    start: float
    end: float
    from_milestone: bool
    to_milestone: bool

    @property
    def curve(self) -> float:
        return min(CURVE, (self.end - self.start) * SHARE_OF_CURVES)

    @property
    def swing(self) -> float:
        return min(1, (self.end - self.start) / FULL_SWING)

    @property
    def level(self) -> tuple[float, float]:
        return (
            self.start + (self.curve if self.from_milestone else 0),
            self.end - (self.curve if self.to_milestone else 0),
        )


@dataclass(frozen=True)
class Layout:
    """Positions that every drawing of a round has in common, whatever its size."""

    size: Size
    milestones: tuple[Milestone, ...]
    states: tuple[str, ...]
    places: tuple[float, ...]
    scale: Scale
    first: date
    last: date
    here: float | None  # today, when it is a day of the round
    done_to: float
    offsets: tuple[float, ...]
    segments: tuple[Segment, ...]


def lay_out(
    lanes: Sequence[str],
    milestones: Sequence[Milestone],
    starts_on: date,
    ends_on: date,
    today: date,
    size: Size,
) -> Layout:
    """Lay out the round: milestones in the order of their days, none touching another."""
    ordered = tuple(sorted(milestones, key=lambda milestone: milestone.day))
    first = min([starts_on, *(milestone.day for milestone in ordered)])
    last = max([ends_on, *(milestone.day for milestone in ordered)])
    left, right = float(size.margin), float(size.width - size.margin)
    plain = Scale(((first.toordinal(), left), (max(last, first).toordinal() + 1, right)))
    if last > first:
        plain = Scale(((first.toordinal(), left), (last.toordinal(), right)))
    if len(ordered) > 1:
        size = _with_room_for(len(ordered), size)
    apart = [2.0 * size.radius + MILESTONE_GAP] * (len(ordered) - 1)
    places = spread([plain.at(milestone.day) for milestone in ordered], apart, left, right)
    anchors = [(milestone.day.toordinal(), x) for milestone, x in zip(ordered, places, strict=True)]
    if not anchors or anchors[0][0] > first.toordinal():
        anchors.insert(0, (first.toordinal(), left))
    if anchors[-1][0] < last.toordinal():
        anchors.append((last.toordinal(), right))
    scale = Scale(tuple(anchors))
    here = scale.at(today) if first <= today <= last else None
    return Layout(
        size=size,
        milestones=ordered,
        states=_states(ordered, today),
        places=tuple(places),
        scale=scale,
        first=first,
        last=last,
        here=here,
        done_to=here if here is not None else float(size.width if today > last else 0),
        offsets=_offsets(len(lanes), size),
        segments=_segments(places, left, right, size),
    )


def _with_room_for(milestones: int, size: Size) -> Size:
    """The same size, with smaller milestones when so many would not fit beside each other."""
    room = (size.width - 2 * size.margin) / (milestones - 1)
    radius = min(size.radius, int((room - 2) / 2))
    return replace(size, radius=radius, figure=size.figure * radius // size.radius)


def _states(milestones: Sequence[Milestone], today: date) -> tuple[str, ...]:
    """Done, later, and next for the first that is ahead and that the reader goes to."""
    states = ["done" if milestone.day < today else "later" for milestone in milestones]
    for index, milestone in enumerate(milestones):
        if states[index] == "later" and milestone.is_attended:
            states[index] = "next"
            break
    return tuple(states)


def _offsets(lanes: int, size: Size) -> tuple[float, ...]:
    """How far from the middle each lane runs at home; many lanes run closer."""
    count = max(1, lanes)
    between = min(size.spread, size.spread * 4 / max(4, count - 1))
    return tuple((at - (count - 1) / 2) * between for at in range(count))


def _segments(
    places: Sequence[float], left: float, right: float, size: Size
) -> tuple[Segment, ...]:
    if not places:
        return (Segment(left, right, from_milestone=False, to_milestone=False),)
    found = [Segment(a, b, from_milestone=True, to_milestone=True) for a, b in pairwise(places)]
    if places[0] - left > 2 * size.radius:
        found.insert(0, Segment(left, places[0], from_milestone=False, to_milestone=True))
    if right - places[-1] > 2 * size.radius:
        found.append(Segment(places[-1], right, from_milestone=True, to_milestone=False))
    return tuple(found)


def spread(
    wanted: Sequence[float], gaps: Sequence[float], lowest: float, highest: float
) -> list[float]:
    """Move places as little as possible until each gap is kept, inside the limits.

    `gaps[i]` is how far place i + 1 must lie from place i. Least squares, by pooling neighbours
    that get in each other's way. When all the gaps together ask for more room than there is, they
    shrink alike.
    """
    if not wanted:
        return []
    room, asked = highest - lowest, sum(gaps)
    gaps = [gap * min(1, room / asked) for gap in gaps] if asked else list(gaps)
    before = [sum(gaps[:at]) for at in range(len(wanted))]
    pools: list[tuple[float, int]] = []
    for want, shift in zip(wanted, before, strict=True):
        mean, count = want - shift, 1
        while pools and pools[-1][0] > mean:
            other, many = pools.pop()
            mean, count = (mean * count + other * many) / (count + many), count + many
        pools.append((mean, count))
    level = [mean for mean, count in pools for _ in range(count)]
    top = max(lowest, highest - before[-1])
    return [min(max(each, lowest), top) + shift for each, shift in zip(level, before, strict=True)]
