"""How far an organisation has come with a task: said by its people, or by SKR that it is not so."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from programmes.deadlines.days import swedish_day
from programmes.errors import NotTickedByHandError, TaskNotTheirsError
from programmes.models import Membership, Participation, Task, TaskRecord, TaskTick
from programmes.reports.task_statuses import owners_among
from programmes.services.rounds import refuse_if_closed
from programmes.task_kinds import TaskState, task_kinds


@transaction.atomic
def set_task_state(*, task: Task, participation: Participation, state: TaskState) -> None:
    """Say how far the organisation has come; the day stands by what is done. Idempotent.

    Raises TaskNotTheirsError, or NotTickedByHandError when the task ticks itself.
    """
    _hold(task, participation)
    if task.is_for_each_person or task.kind in task_kinds:
        raise NotTickedByHandError
    there = TaskRecord.objects.filter(task=task, participation=participation)
    if state is TaskState.MISSING:
        there.exclude(state=TaskRecord.State.NOT_APPLICABLE).delete()
        return
    if there.filter(state=state.value).exists():
        return  # a second press does not move the day
    _record(task, participation, state=TaskRecord.State(state.value))


@transaction.atomic
def set_not_applicable(*, task: Task, participation: Participation, reason: str) -> None:
    """Let the organisation do without the task, for a reason that it can read."""
    _hold(task, participation)
    _record(task, participation, state=TaskRecord.State.NOT_APPLICABLE, reason=reason)


@transaction.atomic
def set_applicable(*, task: Task, participation: Participation) -> None:
    """Expect the task of the organisation again; it then is not begun. Idempotent."""
    _hold(task, participation)
    TaskRecord.objects.filter(
        task=task, participation=participation, state=TaskRecord.State.NOT_APPLICABLE
    ).delete()


@transaction.atomic
def tick_task(*, task: Task, membership: Membership, is_done: bool) -> None:
    """Say whether one person has done what everybody does. Idempotent.

    Raises TaskNotTheirsError when it is not hers, or nobody does it for herself.
    """
    _hold(task, membership.participation)
    if not task.is_for_each_person or membership not in owners_among(task, [membership]):
        raise TaskNotTheirsError
    _tick(task, membership, is_done=is_done)


@transaction.atomic
def tick_task_for_colleagues(
    *, task: Task, participation: Participation, done: Collection[int]
) -> None:
    """Say of each in the organisation whose task it is whether she has done it.

    `done` are ids of memberships; those of others are left alone.
    """
    _hold(task, participation)
    if not task.is_for_each_person:
        raise TaskNotTheirsError
    for membership in owners_among(task, participation.memberships.all()):
        _tick(task, membership, is_done=membership.pk in done)


def forget_ticks(*, membership: Membership) -> None:
    """Nothing is done by who has taken over this seat: what is ticked was her predecessor's."""
    TaskTick.objects.filter(membership=membership).delete()


def _tick(task: Task, membership: Membership, *, is_done: bool) -> None:
    if is_done:
        TaskTick.objects.get_or_create(task=task, membership=membership)
    else:
        TaskTick.objects.filter(task=task, membership=membership).delete()


def _hold(task: Task, participation: Participation) -> None:
    """Refuse a closed round, and a task that is not expected of the organisation."""
    refuse_if_closed(participation.round_id)
    is_theirs = task.round_id == participation.round_id and task.concerns(participation)
    if not is_theirs or task.is_removed:
        raise TaskNotTheirsError


def _record(
    task: Task, participation: Participation, *, state: TaskRecord.State, reason: str = ""
) -> None:
    is_done = state is TaskRecord.State.DONE
    TaskRecord.objects.update_or_create(
        task=task,
        participation=participation,
        defaults={
            "round_id": participation.round_id,
            "state": state,
            "done_on": swedish_day(timezone.now()) if is_done else None,
            "reason": reason,
        },
    )
