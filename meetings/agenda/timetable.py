"""Timetable of an agenda: its items with their times, for the pages and the document."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from typing import Generic, TypeVar

from meetings.agenda.findings import Finding, Flaw
from meetings.agenda.picture import Day, draw
from meetings.agenda.schedule import Planned, Schedule, clock, schedule, stretch_before


@dataclass(frozen=True)
class Sum:
    """The sum behind an overrun: minutes before a locked start, their total, and the room."""

    terms: tuple[int, ...]
    total: int
    room: int
    start: time
    lock: time


@dataclass(frozen=True)
class Remark:
    """A finding with its clock time. The sum explains an overrun."""

    kind: str
    minutes: int
    at: time
    sum: Sum | None = None


Item = TypeVar("Item")  # what the caller plans with


@dataclass(frozen=True)
class Line(Generic[Item]):
    """An item, when it begins and ends, and the remarks on it."""

    item: Item
    start: time
    end: time
    remarks: tuple[Remark, ...]
    free: int  # minutes that nothing fills before this locked item

    @property
    def is_late(self) -> bool:
        return bool(self.remarks)


@dataclass(frozen=True)
class Agenda(Generic[Item]):
    """The whole agenda with its times."""

    start: time
    end: time
    lines: tuple[Line[Item], ...]
    fits: bool
    planned: tuple[Planned, ...]
    plan: Schedule
    planned_end: time | None = None

    @property
    def announced_end(self) -> time | None:
        """When people are told that the day ends: as planned, else when the last item does."""
        return self.planned_end or (self.end if self.lines else None)

    @property
    def spare(self) -> int | None:
        """Minutes from the last item's end to the planned one, below 0 when the day runs over.

        None without items, or when no end is planned.
        """
        if self.plan.planned_end is None or not self.lines:
            return None
        return self.plan.planned_end - self.plan.end

    @property
    def troubled(self) -> list[Line[Item]]:
        return [line for line in self.lines if line.remarks]

    @property
    def day(self) -> Day | None:
        """The picture of the day in scale."""
        return draw(self.planned, self.plan)


def timetable(
    items: Sequence[Item],
    planned: Sequence[Planned],
    starts_at: time,
    ends_at: time | None = None,
) -> Agenda[Item]:
    """Compute the times of every item and the remarks; `planned` is each item as a plan."""
    plan = schedule(planned, starts_at, ends_at)
    about = [[found for found in plan.findings if found.item == at] for at in range(len(items))]
    lines = tuple(
        Line(
            item=item,
            start=clock(slot.start),
            end=clock(slot.end),
            remarks=tuple(
                _remark(found, planned, plan) for found in findings if found.kind != Flaw.GAP
            ),
            free=sum(found.minutes for found in findings if found.kind == Flaw.GAP),
        )
        for item, slot, findings in zip(items, plan.slots, about, strict=True)
    )
    return Agenda(
        clock(plan.start), clock(plan.end), lines, plan.fits, tuple(planned), plan, ends_at
    )


def _remark(finding: Finding, planned: Sequence[Planned], plan: Schedule) -> Remark:
    sum_ = _sum(finding.item, planned, plan) if finding.kind is Flaw.OVER and finding.item else None
    return Remark(str(finding.kind), finding.minutes, clock(finding.at), sum_)


def _sum(item: int, planned: Sequence[Planned], plan: Schedule) -> Sum:
    before = stretch_before(planned, item)
    terms = tuple(planned[at].minutes for at in before if planned[at].minutes)
    start, lock = plan.slots[before[0]].start, plan.slots[item].start
    return Sum(terms, sum(terms), lock - start, clock(start), clock(lock))
