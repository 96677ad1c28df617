"""Kinds of tasks that are expected of an organisation in a round, and how far each has come.

A subject, or an app above, that knows a task by itself registers it in hooks.py: then the task
ticks itself when a checklist is answered or a file uploaded. Any other is ticked by hand.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise

from modellkoncept.registry import Registry
from programmes.models import Participation

Words = str | Promise


class TaskState(StrEnum):
    """How far it has come: the shape and colour of the words."""

    DONE = "done"
    PART = "part"
    MISSING = "miss"


@dataclass(frozen=True)
class TaskStatus:
    """A state in words, and the page where the organisation goes on with it, from the root."""

    state: TaskState
    words: Words
    url: str = ""


# `find(participations)` gives a status by the participation's id, in a fixed number of queries.
FindStatuses = Callable[[Sequence[Participation]], dict[int, TaskStatus]]


@dataclass(frozen=True)
class TaskKind:
    name: str
    label: Words
    find_statuses: FindStatuses


task_kinds: Registry[TaskKind] = Registry("kind of task")


def register_task_kind(kind: TaskKind) -> None:
    """Let tasks of this kind tick themselves. What it leaves out of its answer is missing."""
    task_kinds.add(kind.name, kind)
