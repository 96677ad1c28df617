"""A round's template, and the meetings that it gives a round that starts on a certain day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from programmes.round_templates.arithmetic import add_months, add_weeks

BEFORE = "%(strategists)s inför %(meeting)s"


class Kind(StrEnum):
    """The kinds of meetings, by the values that the meetings are stored with."""

    KICKOFF = "kickoff"
    STRATEGIST = "strategist"
    LEARNING = "learning"
    RESULTS = "results"


@dataclass(frozen=True)
class TemplateMeeting:
    """A meeting so many months after the start, and the strategists' meeting before it."""

    kind: Kind
    months: int
    label: str = ""  # empty: what meetings of the kind are called, and their number
    theme: int | None = None  # its number among the template's themes
    is_per_group: bool = False
    starts_at: time = time(9, 30)
    ends_at: time | None = time(16)
    strategists_weeks: int | None = None  # how long before the strategists meet; None: they do not


@dataclass(frozen=True)
class Template:
    """What a round is like: its length, its words, its themes in order, and its meetings."""

    name: str
    months: int
    themes: tuple[str, ...]
    meetings: tuple[TemplateMeeting, ...]
    names: Mapping[Kind, str]  # what a meeting of each kind is called
    strategists_start_at: time = time(13)
    strategists_end_at: time | None = time(15)


@dataclass(frozen=True)
class PlannedMeeting:
    """A meeting with its day; `theme` and `group` are numbers from 1 in the round's own order."""

    kind: str
    title: str
    date: date
    starts_at: time
    ends_at: time | None
    theme: int | None = None
    is_per_group: bool = False
    group: int | None = None


def last_day(template: Template, starts_on: date) -> date:
    """The day on which a round by this template ends."""
    return add_months(starts_on, template.months)


def planned_meetings(
    template: Template, starts_on: date, before: str = BEFORE
) -> list[PlannedMeeting]:
    """The meetings of a round that starts on this day, in their order of time.

    `before` is what the strategists' meeting before a meeting is called; it is never before the
    round starts. Raises OverflowError for a day so late that the calendar ends before the round.
    """
    found = []
    for meeting, title in zip(template.meetings, titles(template), strict=True):
        day = add_months(starts_on, meeting.months)
        found.append(
            PlannedMeeting(
                kind=meeting.kind,
                title=title,
                date=day,
                starts_at=meeting.starts_at,
                ends_at=meeting.ends_at,
                theme=meeting.theme,
                is_per_group=meeting.is_per_group,
            )
        )
        if meeting.strategists_weeks is not None:
            prepared_on = max(add_weeks(day, -meeting.strategists_weeks), starts_on)
            found.append(_strategists(template, before, title, prepared_on))
    return sorted(found, key=lambda each: (each.date, each.starts_at))


def titles(template: Template) -> list[str]:
    """What each meeting is called; those of a kind that has several are numbered."""
    of_kind = [meeting.kind for meeting in template.meetings]
    found = []
    for at, meeting in enumerate(template.meetings):
        name = template.names[meeting.kind]
        if of_kind.count(meeting.kind) > 1:
            name = f"{name} {of_kind[: at + 1].count(meeting.kind)}"
        found.append(meeting.label or name)
    return found


def _strategists(template: Template, before: str, title: str, day: date) -> PlannedMeeting:
    """The strategists of the whole round meet: SKR gathers them."""
    words = {
        "strategists": template.names[Kind.STRATEGIST],
        "meeting": title[:1].lower() + title[1:],
    }
    return PlannedMeeting(
        kind=Kind.STRATEGIST,
        title=before % words,
        date=day,
        starts_at=template.strategists_start_at,
        ends_at=template.strategists_end_at,
    )
