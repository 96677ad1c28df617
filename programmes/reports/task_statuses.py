"""How far each organisation has come with each task of its round, as of a day."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programmes.deadlines.days import days_late
from programmes.deadlines.meetings import (
    Anchor,
    MeetingDay,
    anchoring_meeting,
    due_day,
    meetings_for,
)
from programmes.meeting_days import meeting_days_of
from programmes.models import (
    Membership,
    Participation,
    Role,
    Task,
    TaskRecord,
    TaskTick,
)
from programmes.models.tasks import EVERYBODY
from programmes.task_kinds import TaskState, TaskStatus, task_kinds

LOOK_AHEAD = timedelta(days=60)  # what is due later is missed by nobody yet
# The roles as a line of a cell names them: strategists and key persons sit in one role group.
ROLE_GROUPS = {
    "pol": (Role.POLITICIAN,),
    "chef": (Role.MANAGER,),
    "strat": (Role.STRATEGIST, Role.KEY_PERSON),
}


class State(StrEnum):
    """What a cell shows; the words stand beside a shape and, last, a colour."""

    DONE = "done"
    PART = "part"
    MISSING = "miss"
    LATE = "late"
    LATER = "later"
    NOT_APPLICABLE = "na"


LACKING = {State.MISSING, State.LATE}


@dataclass(frozen=True)
class RoleCount:
    """How many of the people in a role group have done what everybody does."""

    group: str
    done: int
    of: int

    @property
    def state(self) -> State:
        if self.done == self.of:
            return State.DONE
        return State.PART if self.done else State.MISSING

    @property
    def words(self) -> str:
        if self.state is State.PART:
            return _("På väg, %(done)s av %(of)s") % {"done": self.done, "of": self.of}
        return words_of(self.state)


@dataclass(frozen=True)
class Cell:
    """One task of one organisation."""

    task: Task
    participation: Participation
    state: State
    progress: TaskState
    detail: str | Promise = ""  # how far, in words
    due: date | None = None
    late: int = 0  # days
    meeting: MeetingDay | None = None
    url: str = ""  # where the organisation goes on with it
    is_by_hand: bool = False
    done_on: date | None = None
    reason: str = ""
    roles: list[RoleCount] = field(default_factory=list)
    # Of what everybody does: the ids of the memberships that have.
    ticked: frozenset[int] = frozenset()

    @property
    def is_lacking(self) -> bool:
        return self.state in LACKING

    @property
    def words(self) -> str:
        if self.state is State.LATE:
            return late_words(self.late)
        return words_of(self.state)


def words_of(state: State) -> str:
    return {
        State.DONE: _("Klart"),
        State.PART: _("På väg"),
        State.MISSING: _("Saknas"),
        State.LATE: _("Försenat"),
        State.LATER: _("Inte än"),
        State.NOT_APPLICABLE: _("Gäller inte"),
    }[state]


def late_words(days: int) -> str:
    return ngettext("Försenat %(days)s dag", "Försenat %(days)s dagar", days) % {"days": days}


def task_statuses(participations: Sequence[Participation], today: date) -> dict[int, list[Cell]]:
    """The cells of each organisation by its participation's id, in the tasks' order.

    The organisations may be of several rounds. A fixed number of queries, and those of each kind
    that ticks itself; none at all for no organisation.
    """
    if not participations:
        return {}
    statuses = _Statuses(participations, today)
    return {each.pk: statuses.cells_of(each) for each in participations}


class _Statuses:
    """Everything that the cells are made of, read once."""

    def __init__(self, participations: Sequence[Participation], today: date) -> None:
        rounds = {each.round_id for each in participations}
        self._today = today
        self._meetings = meeting_days_of(rounds)
        self._theirs: dict[tuple[int, int | None], list[MeetingDay]] = {}
        self._tasks: dict[int, list[Task]] = defaultdict(list)
        for task in Task.objects.expected().filter(round__in=rounds):
            self._tasks[task.round_id].append(task)
        records = TaskRecord.objects.filter(participation__in=participations)
        self._records = {(each.task_id, each.participation_id): each for each in records}
        self._members: dict[int, list[Membership]] = defaultdict(list)
        for member in Membership.objects.filter(participation__in=participations):
            self._members[member.participation_id].append(member)
        ticks = TaskTick.objects.filter(membership__participation__in=participations)
        self._ticks = set(ticks.values_list("task_id", "membership_id"))
        self._own = self._statuses_of_kinds(participations)

    def _statuses_of_kinds(
        self, participations: Sequence[Participation]
    ) -> dict[str, dict[int, TaskStatus]]:
        """Of every kind that some task is of, the statuses by participation."""
        wanted = {task.kind for tasks in self._tasks.values() for task in tasks}
        asked = [kind for kind in task_kinds if kind.name in wanted]
        return {kind.name: kind.find_statuses(participations) for kind in asked}

    def cells_of(self, participation: Participation) -> list[Cell]:
        return [
            self._cell(task, participation)
            for task in self._tasks[participation.round_id]
            if task.concerns(participation)
        ]

    def _cell(self, task: Task, participation: Participation) -> Cell:
        record = self._records.get((task.pk, participation.pk))
        meeting, due = self._last_day(task, participation)
        found = self._progress(task, participation, record)
        not_applicable = record is not None and record.state == TaskRecord.State.NOT_APPLICABLE
        late = 0 if found.state is TaskState.DONE else days_late(due, self._today)
        state = (
            State.NOT_APPLICABLE if not_applicable else self._state(task, found.state, due, late)
        )
        return Cell(
            task=task,
            participation=participation,
            state=state,
            progress=found.state,
            detail="" if not_applicable else found.words,
            due=due,
            late=late,
            meeting=meeting,
            url=found.url,
            is_by_hand=not task.is_for_each_person and task.kind not in self._own,
            done_on=record.done_on if record else None,
            reason=record.reason if record else "",
            roles=self._roles(task, participation) if task.is_for_each_person else [],
            ticked=self._ticked(task, participation),
        )

    def _last_day(
        self, task: Task, participation: Participation
    ) -> tuple[MeetingDay | None, date | None]:
        if task.fixed_on:
            return None, task.fixed_on
        key = (participation.round_id, participation.group_id)
        if key not in self._theirs:
            self._theirs[key] = meetings_for(self._meetings, *key)
        anchor = anchor_of(task)
        if anchor is None:
            return None, None
        theirs = self._theirs[key]
        return anchoring_meeting(theirs, anchor), due_day(theirs, anchor, task.days)

    def _progress(
        self, task: Task, participation: Participation, record: TaskRecord | None
    ) -> TaskStatus:
        if task.is_for_each_person:
            return self._progress_of_people(task, participation)
        if task.kind in self._own:
            missing = TaskStatus(TaskState.MISSING, "")
            return self._own[task.kind].get(participation.pk, missing)
        if record is None or record.state == TaskRecord.State.NOT_APPLICABLE:
            return TaskStatus(TaskState.MISSING, "")
        is_done = record.state == TaskRecord.State.DONE
        return TaskStatus(TaskState.DONE if is_done else TaskState.PART, "")

    def _progress_of_people(self, task: Task, participation: Participation) -> TaskStatus:
        done, of = len(self._ticked(task, participation)), len(self._owners(task, participation))
        if of and done == of:
            return TaskStatus(TaskState.DONE, "")
        if not done:
            return TaskStatus(TaskState.MISSING, "")
        return TaskStatus(TaskState.PART, _("%(done)s av %(of)s") % {"done": done, "of": of})

    def _ticked(self, task: Task, participation: Participation) -> frozenset[int]:
        if not task.is_for_each_person:
            return frozenset()
        owners = self._owners(task, participation)
        return frozenset(each.pk for each in owners if (task.pk, each.pk) in self._ticks)

    def _owners(self, task: Task, participation: Participation) -> list[Membership]:
        return owners_among(task, self._members[participation.pk])

    def _roles(self, task: Task, participation: Participation) -> list[RoleCount]:
        owners, ticked = self._owners(task, participation), self._ticked(task, participation)
        counted = []
        for group, roles in ROLE_GROUPS.items():
            theirs = [each.pk for each in owners if each.role in roles]
            if theirs:
                counted.append(RoleCount(group, len(ticked.intersection(theirs)), len(theirs)))
        return counted

    def _state(self, task: Task, progress: TaskState, due: date | None, late: int) -> State:
        if progress is TaskState.DONE:
            return State.DONE
        if late:
            return State.LATE
        if progress is TaskState.PART:
            return State.PART
        is_unplanned = due is None and anchor_of(task) is not None
        is_far_off = due is not None and due > self._today + LOOK_AHEAD
        return State.LATER if is_unplanned or is_far_off else State.MISSING


def anchor_of(task: Task) -> Anchor | None:
    """The meeting that the task's last day follows; None when it has a fixed day, or none."""
    if task.theme_id is not None:
        return Anchor(kind="", theme_id=task.theme_id)
    return Anchor(task.meeting_kind, task.meeting_number) if task.meeting_kind else None


def owners_among(task: Task, members: Iterable[Membership]) -> list[Membership]:
    """Those of an organisation's people whose task it is: everybody, or who has the role."""
    return [each for each in members if is_owned_by(task, each.role)]


def is_owned_by(task: Task, role: str) -> bool:
    return task.owner in {role, EVERYBODY}


def tally(cells: Iterable[Cell]) -> dict[State, int]:
    """How many cells are in each state; what does not apply is not counted."""
    counts = dict.fromkeys((State.DONE, State.PART, State.MISSING, State.LATE, State.LATER), 0)
    for cell in cells:
        if cell.state in counts:
            counts[cell.state] += 1
    return counts
