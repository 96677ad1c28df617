"""A meeting's agenda with its times: what its pages and its document both show."""

from dataclasses import dataclass
from datetime import time

from meetings.day import Day, draw
from meetings.models import AgendaItem, Meeting
from meetings.schedule import (
    Finding,
    Flaw,
    Planned,
    Schedule,
    clock,
    schedule,
    stretch_before,
)


@dataclass(frozen=True)
class Sum:
    """The minutes of what stands before a lock, what they come to, and what there is room for."""

    terms: tuple[int, ...]
    total: int
    room: int
    start: time
    lock: time


@dataclass(frozen=True)
class Remark:
    """A finding with its clock time, ready for words. The sum says why an overrun is one."""

    kind: str
    minutes: int
    at: time
    sum: Sum | None = None


@dataclass(frozen=True)
class Line:
    """An item, when it begins and ends, and what is to be said about it."""

    item: AgendaItem
    start: time
    end: time
    remarks: tuple[Remark, ...]
    free: int  # minutes that nothing fills before this locked item

    @property
    def is_late(self) -> bool:
        return bool(self.remarks)


@dataclass(frozen=True)
class Agenda:
    start: time
    end: time
    lines: tuple[Line, ...]
    fits: bool
    plan: Schedule

    @property
    def troubled(self) -> list[Line]:
        return [line for line in self.lines if line.remarks]

    @property
    def day(self) -> Day | None:
        """The picture of the day in scale."""
        return draw([_planned(line.item) for line in self.lines], self.plan)


def agenda_of(meeting: Meeting) -> Agenda:
    """Give every item of the meeting its times. Reads the items once, or what was prefetched."""
    items = list(meeting.agenda_items.all())
    planned = [_planned(item) for item in items]
    plan = schedule(planned, meeting.starts_at)
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
    return Agenda(clock(plan.start), clock(plan.end), lines, plan.fits, plan)


def _planned(item: AgendaItem) -> Planned:
    return Planned(item.title, item.minutes, item.locked_start, item.kind)


def _remark(finding: Finding, planned: list[Planned], plan: Schedule) -> Remark:
    sum_ = _sum(finding.item, planned, plan) if finding.kind is Flaw.OVER and finding.item else None
    return Remark(str(finding.kind), finding.minutes, clock(finding.at), sum_)


def _sum(item: int, planned: list[Planned], plan: Schedule) -> Sum:
    before = stretch_before(planned, item)
    terms = tuple(planned[at].minutes for at in before if planned[at].minutes)
    start, lock = plan.slots[before[0]].start, plan.slots[item].start
    return Sum(terms, sum(terms), lock - start, clock(start), clock(lock))
