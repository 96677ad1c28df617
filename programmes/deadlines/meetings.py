"""Which meeting a last day follows, and which day that gives."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from programmes.deadlines.days import relative_day


@dataclass(frozen=True)
class MeetingDay:
    """A meeting as last days know it: jointly for the round when it has no group."""

    round_id: int
    group_id: int | None
    kind: str
    day: date
    title: str = ""
    theme_id: int | None = None
    url: str = ""


@dataclass(frozen=True)
class Anchor:
    """The meeting that a last day is counted from: by its theme, else by its number of its kind."""

    kind: str
    number: int = 1
    theme_id: int | None = None


def meetings_for(
    meetings: Iterable[MeetingDay], round_id: int, group_id: int | None
) -> list[MeetingDay]:
    """The joint meetings of the round, and the group's own, in their order of time."""
    theirs = {None, group_id}
    found = [each for each in meetings if each.round_id == round_id and each.group_id in theirs]
    return sorted(found, key=lambda each: (each.day, each.title))


def anchoring_meeting(theirs: Sequence[MeetingDay], anchor: Anchor) -> MeetingDay | None:
    """The meeting among these, in their order of time; None while it is not planned."""
    if anchor.theme_id is not None:
        return next((each for each in theirs if each.theme_id == anchor.theme_id), None)
    of_kind = [each for each in theirs if each.kind == anchor.kind]
    return of_kind[anchor.number - 1] if 1 <= anchor.number <= len(of_kind) else None


def due_day(theirs: Sequence[MeetingDay], anchor: Anchor, days: int) -> date | None:
    """The last day: so many days after that meeting, or None while it is not planned."""
    meeting = anchoring_meeting(theirs, anchor)
    return relative_day(meeting.day, days) if meeting else None
