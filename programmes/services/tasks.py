"""The tasks of a round: made from the template, added, changed, moved, removed and restored."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from modellkoncept.locking import check_version, lock_row
from modellkoncept.ordering import renumber, with_item_moved
from modellkoncept.partial_update import change_fields, refuse_unknown_fields
from programmes.deadlines.days import moved_day
from programmes.errors import WrongRoundError
from programmes.models import Round, Task, TaskTemplate
from programmes.services.rounds import refuse_if_closed

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "tasks.toml"
SHARED_FIELDS = (
    "position",
    "label",
    "description",
    "audience",
    "owner",
    "kind",
    "meeting_kind",
    "meeting_number",
    "days",
)
TASK_FIELDS = {*SHARED_FIELDS, "fixed_on", "theme"} - {"position"}


@transaction.atomic
def create_default_tasks(*, round: Round, round_type: str = TaskTemplate.STANDARD) -> list[Task]:
    """Give the round the tasks of its type, below those that it has already.

    The standard ones are read from the shipped file the first time anybody asks for them.
    """
    refuse_if_closed(round.pk)
    found = list(TaskTemplate.objects.filter(round_type=round_type))
    if not found and round_type == TaskTemplate.STANDARD:
        found = TaskTemplate.objects.bulk_create(_shipped_templates())
    return _appended(round, [Task(round=round, **_shared(each)) for each in found])


@transaction.atomic
def copy_tasks(*, source: Round, round: Round) -> list[Task]:
    """Give the round the tasks of an earlier one; fixed days move as far as its start did."""
    refuse_if_closed(round.pk)
    copies = [
        Task(round=round, fixed_on=_moved(each.fixed_on, source, round), **_shared(each))
        for each in source.tasks.expected()
    ]
    return _appended(round, copies)


@transaction.atomic
def save_as_template(*, round: Round, round_type: str = TaskTemplate.STANDARD) -> int:
    """Let later rounds begin with this round's tasks; how many those are.

    A fixed day, and the theme of a meeting, belong to this round only and are left out.
    """
    refuse_if_closed(round.pk)
    TaskTemplate.objects.filter(round_type=round_type).delete()
    tasks = list(round.tasks.expected())
    TaskTemplate.objects.bulk_create(
        TaskTemplate(round_type=round_type, **_shared(each) | {"position": number})
        for number, each in enumerate(tasks, start=1)
    )
    return len(tasks)


@transaction.atomic
def add_task(*, round: Round, **fields: Any) -> Task:
    """Add a task, last. Raises WrongRoundError when its theme is of another round."""
    refuse_unknown_fields(fields, TASK_FIELDS)
    refuse_if_closed(round.pk)
    task = Task(round=round, position=0, **fields)
    _refuse_other_theme(task)
    return _appended(round, [task])[-1]


@transaction.atomic
def change_task(*, task: Task, version: int | None = None, **fields: Any) -> Task:
    """Change a task that nobody has changed since `version`; its states stay as they are.

    Raises StaleVersionError or WrongRoundError.
    """
    refuse_if_closed(task.round_id)
    task = lock_row(Task.objects.all(), task.pk)
    check_version(task, version)
    refuse_unknown_fields(fields, TASK_FIELDS)
    change_fields(task, fields | {"version": task.version + 1}, {*TASK_FIELDS, "version"})
    _refuse_other_theme(task)
    return task


@transaction.atomic
def move_task(*, task: Task, steps: int) -> Task:
    """Move a task so many steps later (below 0: earlier), at most to an end."""
    refuse_if_closed(task.round_id)
    lock_row(Round.objects.all(), task.round_id)
    tasks = list(Task.objects.expected().filter(round=task.round_id))
    if task in tasks:
        renumber(with_item_moved(tasks, task, steps))
        task.refresh_from_db(fields=["position"])
    return task


@transaction.atomic
def remove_task(*, task: Task) -> None:
    """Remove a task with how far everybody has come. `restore_task` brings the last one back."""
    refuse_if_closed(task.round_id)
    Task.objects.filter(round=task.round_id, is_removed=True).exclude(pk=task.pk).delete()
    Task.objects.filter(pk=task.pk).update(is_removed=True)


@transaction.atomic
def restore_task(*, round: Round) -> Task | None:
    """Bring back the task that was removed last, with all its states; None when none was."""
    refuse_if_closed(round.pk)
    task = Task.objects.filter(round=round, is_removed=True).first()
    if task is None:
        return None
    Task.objects.filter(pk=task.pk).update(is_removed=False)
    task.refresh_from_db()
    return task


def _shipped_templates() -> list[TaskTemplate]:
    """The tasks of the shipped file."""
    found = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["task"]
    return [
        TaskTemplate(
            position=position,
            meeting_kind=each.pop("meeting", ""),
            meeting_number=each.pop("number", 1),
            **each,
        )
        for position, each in enumerate(found, start=1)
    ]


def _shared(definition: Task | TaskTemplate) -> dict[str, Any]:
    return {name: getattr(definition, name) for name in SHARED_FIELDS}


def _moved(day: date | None, source: Round, round: Round) -> date | None:
    return moved_day(day, was=source.starts_on, now=round.starts_on) if day else None


def _appended(round: Round, new: list[Task]) -> list[Task]:
    """The round's tasks with the new ones below, numbered anew."""
    lock_row(Round.objects.all(), round.pk)
    tasks = [*round.tasks.expected(), *Task.objects.bulk_create(new)]
    renumber(tasks)
    return tasks


def _refuse_other_theme(task: Task) -> None:
    if task.theme is not None and task.theme.round_id != task.round_id:
        raise WrongRoundError
