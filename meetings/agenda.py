"""A meeting's agenda with its times: what its pages and its document both show."""

from dataclasses import dataclass
from datetime import time

from meetings.day import Day, draw
from meetings.models import AgendaItem, Meeting
from meetings.schedule import Finding, Flaw, Planned, Schedule, clock, schedule


@dataclass(frozen=True)
class Remark:
    """A finding with its clock time, ready for words."""

    kind: str
    minutes: int
    at: time


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
    plan = schedule(map(_planned, items), meeting.starts_at)
    about = [[found for found in plan.findings if found.item == at] for at in range(len(items))]
    lines = tuple(
        Line(
            item=item,
            start=clock(slot.start),
            end=clock(slot.end),
            remarks=tuple(_remark(found) for found in findings if found.kind != Flaw.GAP),
            free=sum(found.minutes for found in findings if found.kind == Flaw.GAP),
        )
        for item, slot, findings in zip(items, plan.slots, about, strict=True)
    )
    return Agenda(clock(plan.start), clock(plan.end), lines, plan.fits, plan)


def _planned(item: AgendaItem) -> Planned:
    return Planned(item.title, item.minutes, item.locked_start, item.kind)


def _remark(finding: Finding) -> Remark:
    return Remark(str(finding.kind), finding.minutes, clock(finding.at))
