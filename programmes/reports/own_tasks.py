"""The tasks of one organisation, as its people see and tick them."""

from dataclasses import dataclass
from datetime import date

from programmes.models import Membership, Participation, User
from programmes.reports.task_statuses import Cell, State, owners_among, task_statuses


@dataclass(frozen=True)
class OwnTask:
    """A task, and what this user may do with it."""

    cell: Cell
    mine: Membership | None  # the user's own part, when she does the task for herself
    is_ticked: bool

    @property
    def waits_for_me(self) -> bool:
        return self.mine is not None and not self.is_ticked


@dataclass(frozen=True)
class OwnTasks:
    current: list[OwnTask]  # to be done now, the earliest last day first
    later: list[OwnTask]
    done: list[OwnTask]  # and what does not apply


def own_tasks(participation: Participation, user: User, today: date) -> OwnTasks:
    """The organisation's tasks by when they are to be done; a fixed number of queries."""
    cells = task_statuses([participation], today)[participation.pk]
    membership = participation.memberships.filter(user=user).first()
    found = [_own(cell, membership) for cell in sorted(cells, key=by_last_day)]
    quiet = {State.DONE, State.NOT_APPLICABLE}
    return OwnTasks(
        current=[each for each in found if each.cell.state not in quiet | {State.LATER}],
        later=[each for each in found if each.cell.state is State.LATER],
        done=[each for each in found if each.cell.state in quiet],
    )


def by_last_day(cell: Cell) -> tuple[date, int]:
    """In the order of the last days; what has none comes last."""
    return cell.due or date.max, cell.task.position


def _own(cell: Cell, membership: Membership | None) -> OwnTask:
    is_mine = (
        membership is not None
        and cell.task.is_for_each_person
        and bool(owners_among(cell.task, [membership]))
    )
    mine = membership if is_mine else None
    return OwnTask(cell, mine, mine is not None and mine.pk in cell.ticked)
