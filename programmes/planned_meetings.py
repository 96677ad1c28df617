"""How a round's meetings are read, created and moved, which the app that has them registers.

So a round can be started with its meetings, and its days changed with theirs, in one transaction,
while imports stay one-way.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time

from modellkoncept.registry import Registry
from programmes.models import LearningGroup, Round, Theme


@dataclass(frozen=True)
class NewMeeting:
    """A meeting to create; `kind` is a round_templates.plan.Kind. No group: the whole round."""

    kind: str
    title: str
    date: date
    starts_at: time
    ends_at: time | None
    theme: Theme | None = None
    group: LearningGroup | None = None
    place: str = ""
    aims: str = ""


@dataclass(frozen=True)
class StoredMeeting:
    """A meeting as it stands; `version` counts its changes."""

    pk: int
    version: int
    kind: str
    title: str
    date: date
    starts_at: time
    ends_at: time | None
    theme_id: int | None
    group_id: int | None
    url: str


@dataclass(frozen=True)
class MovedMeeting:
    """New times of a meeting, read at this version."""

    pk: int
    version: int
    date: date
    starts_at: time
    ends_at: time | None


@dataclass(frozen=True)
class MeetingPlanner:
    """What the app that has the meetings does with those of one round."""

    stored: Callable[[Round], list[StoredMeeting]]  # in their order of time
    url_to_create: Callable[[Round], str]
    # Lock every meeting of the round until the transaction ends. To be asked before the round is
    # locked: that is the order of everybody who changes a meeting.
    hold: Callable[[Round], None]
    create: Callable[[Round, Sequence[NewMeeting]], None]
    # Raises StaleVersionError, or DayOutsideRoundError.
    move: Callable[[Round, Iterable[MovedMeeting]], None]
    # One for each of these groups of a meeting that was the whole round's; False where its
    # audience is fixed.
    share_out: Callable[[Round, int, Sequence[LearningGroup]], bool]
    # Raises ProtectedError while something stands on one of them.
    remove_all: Callable[[Round], None]
    # What stands beside the meetings of an earlier round, such as the texts of their letters.
    copy_rules: Callable[[Round, Round], None]


_planners: Registry[MeetingPlanner] = Registry("planner of meetings")


def register_meeting_planner(planner: MeetingPlanner) -> None:
    """Let rounds be started with meetings. The one app that has them does it, in its hooks.py."""
    _planners.add("meetings", planner)


def meeting_planner() -> MeetingPlanner:
    return _planners["meetings"]
