"""Picture of the day: a schedule drawn to scale, as positions. Pure.

Across, everything is a share of the day in percent, ready for an SVG attribute; down, pixels.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from meetings.agenda.findings import Finding, Flaw
from meetings.agenda.schedule import Planned, Schedule, Slot

ROW = 56
TOP = 22
BLOCK = 52
LETTERS_IN_A_PERCENT = 1.5  # on a wide screen
FEWEST_LETTERS = 4
ROOM_FOR_LABEL = 30  # percent of the day: on a phone the words take that much
LABEL_LINE = 22  # pixels
SEAM = 0.25  # percent between two blocks


@dataclass(frozen=True)
class Block:
    x: str
    y: int
    width: str
    text: str
    kind: str
    locked: bool


@dataclass(frozen=True)
class Overrun:
    """An overrun past a locked start or the planned end: hatched, with a label."""

    x: str
    y: int
    width: str
    minutes: int
    label_x: str
    label_y: int
    label_ends_there: bool


@dataclass(frozen=True)
class Hour:
    x: str
    hour: int
    has_room: bool  # for its figures, before the picture ends


@dataclass(frozen=True)
class Day:
    height: int
    hours: tuple[Hour, ...]
    blocks: tuple[Block, ...]
    overruns: tuple[Overrun, ...]
    end: str | None = None  # the x of the planned end, where it is inside the picture
    end_height: int = 0  # how far down its line goes: the words of the overruns stand below


def draw(items: Sequence[Planned], schedule: Schedule) -> Day | None:
    """Position every item on the day; overlaps get a row of their own. None if empty."""
    if not schedule.slots:
        return None
    first = min(schedule.start, *(slot.start for slot in schedule.slots))
    length = max(1, max(schedule.end, schedule.planned_end or 0) - first)
    last = first + length
    rows = _rows(items, schedule)

    def share(minutes: int) -> float:
        return 100 * minutes / length

    blocks = tuple(
        Block(
            x=_percent(share(slot.start - first)),
            y=TOP + ROW * row,
            width=_percent(max(SEAM, share(slot.end - slot.start) - SEAM)),
            text=_cut(item.title, share(slot.end - slot.start)),
            kind=item.kind,
            locked=item.locked is not None,
        )
        for item, slot, row in zip(items, schedule.slots, rows, strict=True)
    )
    bottom = TOP + ROW * (max(rows) + 1)
    overruns = tuple(
        _overrun(finding.at, finding.minutes, row, rows, schedule, first, length, bottom)
        for finding in schedule.findings
        if (row := _overrun_row(finding, rows)) is not None
    )
    overruns, below = _one_below_another(overruns, bottom)
    hours = tuple(
        Hour(_percent(share(minute - first)), minute // 60 % 24, share(last - minute) > 3)
        for minute in range(-(-first // 60) * 60, last + 1, 60)
        if minute > first or first % 60 == 0
    )
    ends = schedule.planned_end
    end = _percent(share(ends - first)) if ends is not None and ends > first else None
    return Day(bottom + below, hours, blocks, overruns, end, bottom)


def _one_below_another(
    overruns: tuple[Overrun, ...], bottom: int
) -> tuple[tuple[Overrun, ...], int]:
    """The labels below the blocks in a line each, and how far down that makes the picture."""
    placed: list[Overrun] = []
    lines = 0
    for each in overruns:
        is_below = each.label_y > bottom
        placed.append(replace(each, label_y=each.label_y + LABEL_LINE * lines * is_below))
        lines += is_below
    return tuple(placed), LABEL_LINE * lines and LABEL_LINE * lines + 2


def _cut(title: str, width: float) -> str:
    """As much of a title as a block of this width has room for on a wide screen."""
    room = int(width * LETTERS_IN_A_PERCENT) - 1
    if len(title) <= room:
        return title
    return f"{title[: room - 1].rstrip()}…" if room >= FEWEST_LETTERS else ""


def _percent(value: float) -> str:
    """A number as SVG writes it: with a decimal point in every language."""
    return f"{value:.3f}%"


def _rows(items: Sequence[Planned], schedule: Schedule) -> list[int]:
    """The row of each item: a stretch between two locks takes the first row where it is alone."""
    taken: list[list[Slot]] = []
    rows: list[int] = []
    for stretch in _stretches(items, schedule):
        whole = Slot(stretch[0].start, stretch[-1].end)
        row = next(
            (number for number, others in enumerate(taken) if not _meets(whole, others)),
            len(taken),
        )
        if row == len(taken):
            taken.append([])
        taken[row].append(whole)
        rows += [row] * len(stretch)
    return rows


def _stretches(items: Sequence[Planned], schedule: Schedule) -> list[list[Slot]]:
    stretches: list[list[Slot]] = []
    for item, slot in zip(items, schedule.slots, strict=True):
        if item.locked is not None or not stretches:
            stretches.append([])
        stretches[-1].append(slot)
    return stretches


def _meets(whole: Slot, others: Sequence[Slot]) -> bool:
    return any(whole.start < other.end and other.start < whole.end for other in others)


def _overrun_row(finding: Finding, rows: Sequence[int]) -> int | None:
    """The row of the item that runs over; None when the finding is of another kind."""
    if finding.kind is Flaw.OVER and finding.item:
        return rows[finding.item - 1]
    if finding.kind is Flaw.PAST_END and finding.item is not None:
        return rows[finding.item]
    return None


def _overrun(  # noqa: PLR0913 – the finding and where it is drawn
    ends: int,
    minutes: int,
    row: int,
    rows: Sequence[int],
    schedule: Schedule,
    first: int,
    length: int,
    bottom: int,
) -> Overrun:
    x, width = 100 * (ends - minutes - first) / length, 100 * minutes / length
    to_the_right = Slot(ends, ends + ROOM_FOR_LABEL * length // 100)
    in_row = [slot for slot, its in zip(schedule.slots, rows, strict=True) if its == row]
    alone = to_the_right.end <= first + length and not _meets(to_the_right, in_row)
    y = TOP + ROW * row
    if alone:
        return Overrun(_percent(x), y, _percent(width), minutes, _percent(x + width), y + 31, False)
    ends_there = x + width > 100 - ROOM_FOR_LABEL
    return Overrun(
        _percent(x),
        y,
        _percent(width),
        minutes,
        _percent(x + width if ends_there else x),
        bottom + 18,
        ends_there,
    )
