"""Preparations of a meeting: what there is of it so far, as each app tells it.

Apps register their kinds in their hooks.py, so that the imports stay one-way. A round's page shows
them for every meeting, in words and a shape.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise

from meetings.models import Meeting
from modellkoncept.registry import Registry
from programmes.models import User

Words = str | Promise


class State(StrEnum):
    """How far it has come: the shape and colour of the words."""

    DONE = "done"
    PART = "part"
    MISSING = "miss"
    NOT_YET = "later"  # nothing there, and nobody misses it


@dataclass(frozen=True)
class Status:
    state: State
    words: Words


FindStatuses = Callable[[User, Sequence[Meeting]], dict[int, Status]]

kinds: Registry[FindStatuses] = Registry("kind of preparation")


def register_preparation(name: str, find_statuses: FindStatuses) -> None:
    """Tell how far this kind of preparation has come, on the pages that show meetings.

    `find_statuses(user, meetings)` gives a status by the meeting's id, in a fixed number of
    queries, of no more than this user may see. A meeting that it leaves out shows nothing of the
    kind. Each app registers once for each kind, in its hooks.py.
    """
    kinds.add(name, find_statuses)


def preparations_of(user: User, meetings: Iterable[Meeting]) -> dict[int, list[Status]]:
    """Every kind's status of each meeting, by the meeting's id, in the order of registration."""
    asked = list(meetings)
    found = [find(user, asked) for find in kinds]
    return {
        meeting.pk: [each[meeting.pk] for each in found if meeting.pk in each] for meeting in asked
    }
