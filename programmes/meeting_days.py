"""The days of the meetings, which the app above tells: last days of tasks follow them."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.utils.functional import Promise

from modellkoncept.registry import Registry
from programmes.deadlines.meetings import MeetingDay

# The meetings of these rounds, by one query.
FindMeetingDays = Callable[[Collection[int]], list[MeetingDay]]


@dataclass(frozen=True)
class MeetingKind:
    """A kind of meeting that a last day may follow, and how many a round usually has of it."""

    name: str
    label: str | Promise
    usual: int = 1


_sources: Registry[FindMeetingDays] = Registry("source of meeting days")
meeting_kinds: Registry[MeetingKind] = Registry("kind of meeting")


def register_meeting_days(name: str, kinds: Collection[MeetingKind], find: FindMeetingDays) -> None:
    """Let last days follow these kinds of meetings. An app does it once, in its hooks.py."""
    _sources.add(name, find)
    for kind in kinds:
        meeting_kinds.add(kind.name, kind)


def meeting_days_of(round_ids: Collection[int]) -> list[MeetingDay]:
    """Every meeting of these rounds, in a fixed number of queries."""
    return [each for find in _sources for each in find(round_ids)]
