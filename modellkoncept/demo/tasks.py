"""Expect the usual tasks of the demo's organisations, and let each have come some way."""

from modellkoncept.demo.data import tasks as made_up
from programmes.models import Participation, Role, Round, Task
from programmes.services import facts, members, task_states, tasks
from programmes.task_kinds import TaskState, task_kinds


def expect_tasks(round: Round) -> None:
    """Make the tasks and say how far each organisation has come; its strategist coordinates."""
    expected = {task.label: task for task in tasks.create_default_tasks(round=round)}
    for participation in round.participations.select_related("organisation"):
        for membership in participation.memberships.filter(role=Role.STRATEGIST):
            members.change_member(membership=membership, is_coordinator=True)
        _come_some_way(participation, expected)


def _come_some_way(participation: Participation, expected: dict[str, Task]) -> None:
    code = participation.organisation.code or ""
    if answers := made_up.FACTS.get(code):
        facts.save_facts(participation=participation, answers=answers)
    for label, state in made_up.STATES.get(code, {}).items():
        if expected[label].kind not in task_kinds:  # else it ticks itself
            task_states.set_task_state(
                task=expected[label], participation=participation, state=TaskState(state)
            )
    for membership in participation.memberships.filter(role__in=made_up.TRAINED.get(code, ())):
        task_states.tick_task(task=expected[made_up.TRAINING], membership=membership, is_done=True)
    for (owner, label), reason in made_up.EXEMPT.items():
        if owner == code:
            task_states.set_not_applicable(
                task=expected[label], participation=participation, reason=reason
            )
