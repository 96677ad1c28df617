"""Schedule of an agenda: minutes and locked times in; start times, end times and findings out.

Pure: no Django, no database. Times inside are minutes after the midnight the day began with, so a
programme that runs past the next midnight still adds up; `clock` turns them into clock times.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time

from meetings.agenda.findings import Finding, Flaw

DAY = 24 * 60


@dataclass(frozen=True)
class Planned:
    """One planned item: how long it takes, and optionally when it must begin."""

    title: str
    minutes: int
    locked: time | None = None
    kind: str = "session"


@dataclass(frozen=True)
class Slot:
    """When an item begins and ends, in minutes after midnight."""

    start: int
    end: int


@dataclass(frozen=True)
class Schedule:
    start: int
    end: int
    slots: tuple[Slot, ...]
    findings: tuple[Finding, ...]
    planned_end: int | None = None

    @property
    def fits(self) -> bool:
        """Whether nothing has to be corrected; free time and an empty agenda are no flaws."""
        return all(finding.kind in {Flaw.GAP, Flaw.EMPTY} for finding in self.findings)


def minute_of(value: time) -> int:
    """Minutes after midnight."""
    return value.hour * 60 + value.minute


def clock(minute: int) -> time:
    """The clock time of a minute; 00.30 the next day reads 00.30."""
    hour, minutes = divmod(minute % DAY, 60)
    return time(hour, minutes)


def schedule(items: Iterable[Planned], start: time, end: time | None = None) -> Schedule:
    """Compute when each item begins and ends, and every finding, for any input at all.

    A locked item always begins at its lock and what follows flows from there, also when the items
    before it run over. The day ends when the last of all items to end does; `end` is when it is
    planned to.
    """
    planned = list(items)
    begins = now = minute_of(start)
    planned_end = minute_of(end) if end is not None else None
    if not planned:
        empty = Finding(Flaw.EMPTY, None, 0, begins)
        return Schedule(begins, begins, (), (empty,), planned_end)
    slots: list[Slot] = []
    findings: list[Finding] = []
    last_lock: int | None = None
    for index, item in enumerate(planned):
        if item.locked is not None:
            lock = minute_of(item.locked)
            findings += _at_lock(index, lock, now, begins, last_lock)
            now = last_lock = lock
        slots.append(Slot(now, now + max(0, item.minutes)))
        now = slots[-1].end
    findings += [*_past_end(slots, planned_end), *_past_midnight(slots)]
    ends = max(slot.end for slot in slots)
    return Schedule(begins, ends, tuple(slots), tuple(findings), planned_end)


def _at_lock(index: int, lock: int, now: int, begins: int, last_lock: int | None) -> list[Finding]:
    """The finding where the items so far meet a locked start; none when they meet exactly."""
    if last_lock is not None and lock < last_lock:
        return [Finding(Flaw.LOCK_ORDER, index, last_lock - lock, last_lock)]
    if last_lock is None and lock < begins:
        return [Finding(Flaw.LOCK_BEFORE_START, index, begins - lock, begins)]
    if now > lock:
        return [Finding(Flaw.OVER, index, now - lock, now)]
    if now < lock:
        return [Finding(Flaw.GAP, index, lock - now, now)]
    return []


def stretch_before(items: Sequence[Planned], lock: int) -> range:
    """Which items flow up to the locked one, from the lock before it or from the start."""
    first = lock - 1
    while first > 0 and items[first].locked is None:
        first -= 1
    return range(max(first, 0), lock)


def _past_end(slots: Sequence[Slot], planned_end: int | None) -> list[Finding]:
    last = max(range(len(slots)), key=lambda index: slots[index].end)
    end = slots[last].end
    if planned_end is None or end <= planned_end:
        return []
    return [Finding(Flaw.PAST_END, last, end - planned_end, end)]


def _past_midnight(slots: Sequence[Slot]) -> list[Finding]:
    for index, slot in enumerate(slots):
        if slot.end > DAY:
            return [Finding(Flaw.PAST_MIDNIGHT, index, slot.end - DAY, slot.end)]
    return []
