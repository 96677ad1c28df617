"""The traffic view of a round: organisations by tasks, filtered, with what is counted above it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from programmes.deadlines.days import days_left
from programmes.deadlines.meetings import MeetingDay
from programmes.meeting_days import meeting_days_of
from programmes.models import Participation, Round, Task
from programmes.reports.task_sheets import ordered_participations
from programmes.reports.task_statuses import Cell, State, tally, task_statuses

ALL_TASKS = "alla"
LACKS, IS_LATE = "saknar", "forsenade"
PARTICIPANTS, MENTORS = "deltagare", "mentorer"


@dataclass(frozen=True)
class Filters:
    """What was chosen; anything else counts as nothing chosen."""

    show: str = ""  # LACKS, IS_LATE or all
    who: str = ""  # PARTICIPANTS, MENTORS or both
    task: str = ""  # an id, ALL_TASKS, or those that are current


@dataclass(frozen=True)
class Column:
    task: Task
    due: date | None  # the one that all of its cells have
    due_words: str


@dataclass(frozen=True)
class Row:
    participation: Participation
    cells: list[tuple[Column, Cell | None]]  # None: not expected of such an organisation


@dataclass(frozen=True)
class Traffic:
    columns: list[Column]
    participants: list[Row]
    mentors: list[Row]
    tasks: list[Task]  # every one, to choose from
    tally: dict[State, int]
    # How many organisations each choice shows.
    counts: dict[str, int]
    later: int  # tasks that are left out because nobody misses them yet
    next_meeting: MeetingDay | None
    days: int  # until the next meeting

    @property
    def is_empty(self) -> bool:
        return not (self.participants or self.mentors)


def brief_day(day: date, today: date) -> str:
    """”4 apr”, with the year unless it is this one."""
    return date_format(day, _("j b") if day.year == today.year else _("j b Y"))


def traffic_of(round: Round, filters: Filters, today: date) -> Traffic:
    """Everything the page shows, in a fixed number of queries whatever the round's size."""
    participations = ordered_participations(round)
    tasks = list(Task.objects.expected().filter(round=round))
    cells = task_statuses(participations, today)
    everything = [cell for each in cells.values() for cell in each]
    shown = _shown_tasks(tasks, everything, filters.task)
    columns = [_column(task, everything, today) for task in shown]
    rows = [_row(each, columns, cells[each.pk]) for each in participations]
    chosen = [row for row in rows if _is_chosen(row, filters)]
    following = next(
        (each for each in sorted(meeting_days_of([round.pk]), key=_day) if each.day >= today), None
    )
    return Traffic(
        columns=columns,
        participants=[row for row in chosen if not row.participation.is_mentor],
        mentors=[row for row in chosen if row.participation.is_mentor],
        tasks=tasks,
        tally=tally(everything),
        counts=_counts(rows),
        later=len(tasks) - len(shown) if not filters.task else 0,
        next_meeting=following,
        days=days_left(following.day, today) if following else 0,
    )


def _day(meeting: MeetingDay) -> tuple[date, str]:
    return meeting.day, meeting.title


def _shown_tasks(tasks: Sequence[Task], cells: Sequence[Cell], chosen: str) -> list[Task]:
    one = [task for task in tasks if str(task.pk) == chosen]
    if one or chosen == ALL_TASKS:
        return one or list(tasks)
    quiet = {State.LATER, State.NOT_APPLICABLE}
    current = {cell.task.pk for cell in cells if cell.state not in quiet}
    return [task for task in tasks if task.pk in current]


def _column(task: Task, cells: Sequence[Cell], today: date) -> Column:
    days = {cell.due for cell in cells if cell.task.pk == task.pk}
    due = days.pop() if len(days) == 1 else None
    words = _("senast %(day)s") % {"day": brief_day(due, today)} if due else ""
    return Column(task, due, words)


def _row(participation: Participation, columns: Sequence[Column], cells: Sequence[Cell]) -> Row:
    by_task = {cell.task.pk: cell for cell in cells}
    return Row(participation, [(column, by_task.get(column.task.pk)) for column in columns])


def _has(row: Row, states: set[State]) -> bool:
    return any(cell is not None and cell.state in states for _column, cell in row.cells)


def _is_chosen(row: Row, filters: Filters) -> bool:
    if filters.who == PARTICIPANTS and row.participation.is_mentor:
        return False
    if filters.who == MENTORS and not row.participation.is_mentor:
        return False
    if filters.show == LACKS:
        return _has(row, {State.MISSING, State.LATE})
    return _has(row, {State.LATE}) if filters.show == IS_LATE else True


def _counts(rows: Sequence[Row]) -> dict[str, int]:
    mentors = sum(row.participation.is_mentor for row in rows)
    return {
        "all": len(rows),
        "lacking": sum(_has(row, {State.MISSING, State.LATE}) for row in rows),
        "late": sum(_has(row, {State.LATE}) for row in rows),
        "participants": len(rows) - mentors,
        "mentors": mentors,
    }
