"""Periodic tasks: each is declared in its app's tasks.py and collected in the beat schedule."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from celery import Celery
from celery.schedules import schedule
from django.core.exceptions import ImproperlyConfigured

from modellkoncept.jobs.clock import steady_now
from modellkoncept.registry import Registry

Run = TypeVar("Run", bound=Callable[..., Any])


@dataclass(frozen=True)
class Periodic:
    """When a task runs: every so many seconds, and how old a message may be when it is read."""

    task: Any
    seconds: float
    expires: float


_periodic: Registry[Periodic] = Registry("periodic task")


def periodic(*, seconds: float, expires: float | None = None) -> Callable[[Run], Run]:
    """Run this task every `seconds`; a message older than `expires` (else `seconds`) is dropped.

    Each periodic task is a net below a message that hurries the same work: losing one run costs a
    delay, never a promise.
    """

    def register(task: Run) -> Run:
        name = getattr(task, "name", None)
        if name is None:
            raise ImproperlyConfigured(f"{task!r} is no Celery task, so it cannot be periodic.")
        _periodic.add(name, Periodic(task, seconds, expires or seconds))
        return task

    return register


def beat_schedule(app: Celery) -> dict[str, dict[str, Any]]:
    """Celery's beat schedule of every periodic task that has been imported.

    Raises ImproperlyConfigured for a name that this worker has no task for.
    """
    if unknown := sorted({each.task.name for each in _periodic} - app.tasks.keys()):
        raise ImproperlyConfigured(f"No such tasks: {', '.join(unknown)}.")
    return {
        each.task.name: {
            "task": each.task.name,
            "schedule": schedule(each.seconds, nowfun=steady_now),
            "options": {"expires": each.expires},
        }
        for each in sorted(_periodic, key=lambda each: each.task.name)
    }
