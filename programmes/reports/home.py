"""What waits for a user on the home page, and whom to ask: only what is the user's own."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from modellkoncept.templatetags.ui import short_day
from programmes.deadlines.meetings import MeetingDay, meetings_for
from programmes.meeting_days import meeting_days_of
from programmes.models import Membership, Participation, Role, Round
from programmes.reports.task_statuses import (
    Cell,
    State,
    is_owned_by,
    owners_among,
    tally,
    task_statuses,
)

NAMED = 3  # colleagues in one sentence
QUIET = {State.DONE, State.NOT_APPLICABLE, State.LATER}


@dataclass(frozen=True)
class Waiting:
    """One thing to do, with by when and where."""

    state: State
    word: str
    title: str
    text: str
    url: str
    action: str
    due: date | None


@dataclass(frozen=True)
class OwnList:
    """The way to all the tasks of one organisation, and how many of them are done."""

    participation: Participation
    url: str
    done: int
    of: int
    later: int


@dataclass(frozen=True)
class OwnTasks:
    waiting: list[Waiting]  # the earliest last day first
    lists: list[OwnList]


@dataclass(frozen=True)
class MentorContact:
    """The mentor before the next meeting that has a theme."""

    mentor: Participation
    meeting: MeetingDay | None
    people: list[str]
    participation: Participation  # whose mentor it is


@dataclass(frozen=True)
class RoundLine:
    """A round that the staff runs, with how far its organisations have come."""

    round: Round
    tally: dict[State, int]
    url: str

    @property
    def is_started(self) -> bool:
        return any(self.tally.values())


def tasks_of(memberships: Sequence[Membership], today: date) -> OwnTasks:
    """What the user is to do in her organisations; as a coordinator also what the others lack.

    The memberships are the user's, in open rounds. A fixed number of queries.
    """
    participations = [each.participation for each in memberships]
    cells = task_statuses(participations, today)
    colleagues = _colleagues_of(memberships)
    waiting: list[Waiting] = []
    for membership in memberships:
        theirs = cells[membership.participation_id]
        where = _where(membership, memberships)
        people = colleagues[membership.participation_id]
        waiting += [_own(cell, where) for cell in theirs if _is_mine(cell, membership, people)]
        if membership.is_coordinator:
            waiting += _of_others(theirs, membership, people, where)
    waiting.sort(key=lambda each: each.due or date.max)
    lists = [_list(each.participation, cells[each.participation_id]) for each in memberships]
    return OwnTasks(waiting, [each for each in lists if each.of])


def round_lines(rounds: Sequence[Round], today: date) -> list[RoundLine]:
    """The tally of each round, in a fixed number of queries."""
    participations = list(Participation.objects.filter(round__in=rounds).select_related("round"))
    cells = task_statuses(participations, today)
    by_round: dict[int, list[Cell]] = defaultdict(list)
    for participation in participations:
        by_round[participation.round_id] += cells[participation.pk]
    return [
        RoundLine(each, tally(by_round[each.pk]), reverse("programmes:traffic", args=[each.pk]))
        for each in rounds
    ]


def mentor_contacts(memberships: Sequence[Membership], today: date) -> list[MentorContact]:
    """The mentor of each of the user's groups: of the next meeting's theme, else a supporting one.

    A fixed number of queries.
    """
    mine = [
        each.participation
        for each in memberships
        if each.participation.group_id and not each.participation.is_mentor
    ]
    if not mine:
        return []
    meetings = meeting_days_of({each.round_id for each in mine})
    mentors: dict[int | None, list[Participation]] = defaultdict(list)
    found = Participation.objects.filter(
        group__in={each.group_id for each in mine}, kind=Participation.Kind.MENTOR
    )
    for mentor in found.select_related("organisation"):
        mentors[mentor.group_id].append(mentor)
    people = _strategists([mentor for each in mentors.values() for mentor in each])
    contacts = []
    for participation in mine:
        theirs = meetings_for(meetings, participation.round_id, participation.group_id)
        following = next((each for each in theirs if each.day >= today and each.theme_id), None)
        contacts += [
            MentorContact(
                mentor, following if mentor.theme_id else None, people[mentor.pk], participation
            )
            for mentor in _mentors_for(following, mentors[participation.group_id])
        ]
    return contacts


def _mentors_for(
    meeting: MeetingDay | None, mentors: Iterable[Participation]
) -> list[Participation]:
    of_theme = [each for each in mentors if meeting and each.theme_id == meeting.theme_id]
    return of_theme or [each for each in mentors if each.theme_id is None]


def _strategists(mentors: Sequence[Participation]) -> dict[int, list[str]]:
    """The names of the mentors' strategists: everybody in the round may read them already."""
    found: dict[int, list[str]] = defaultdict(list)
    members = Membership.objects.filter(participation__in=mentors, role=Role.STRATEGIST)
    for member in members.select_related("user").order_by("pk"):
        found[member.participation_id].append(str(member.user))
    return found


def _colleagues_of(memberships: Sequence[Membership]) -> dict[int, list[Membership]]:
    found: dict[int, list[Membership]] = defaultdict(list)
    ids = [each.participation_id for each in memberships]
    members = Membership.objects.filter(participation__in=ids).select_related("user")
    for member in members.order_by("pk"):
        found[member.participation_id].append(member)
    return found


def _where(membership: Membership, memberships: Sequence[Membership]) -> str:
    """Which organisation and round it is about, for whoever has several."""
    if len(memberships) == 1:
        return ""
    return f"{membership.participation}, {membership.participation.round}."


def _is_mine(cell: Cell, membership: Membership, people: Sequence[Membership]) -> bool:
    """Whether it waits for this user: of her role, or nobody's and she is the coordinator."""
    if cell.state in QUIET:
        return False
    if is_owned_by(cell.task, membership.role):
        return membership.pk not in cell.ticked
    return membership.is_coordinator and not owners_among(cell.task, people)


def _own(cell: Cell, where: str) -> Waiting:
    text = [_when(cell), str(cell.detail) and f"{cell.detail}.", where]
    if cell.task.is_for_each_person:
        text.pop(1)  # how many others have done it is not the user's to do
        action = _("Bocka av")
    else:
        action = _("Fortsätt") if cell.state is State.PART else _("Öppna")
    return _waiting(cell, cell.task.label, text, action, cell.url)


def _of_others(
    cells: Iterable[Cell], membership: Membership, people: Sequence[Membership], where: str
) -> list[Waiting]:
    """What the coordinator's colleagues lack."""
    found = []
    for cell in cells:
        owners = owners_among(cell.task, people)
        others = [
            each for each in owners if each.pk != membership.pk and each.pk not in cell.ticked
        ]
        if cell.state in QUIET or not others:
            continue
        if cell.task.is_for_each_person:
            found.append(_for_colleagues(cell, others, where))
        elif not is_owned_by(cell.task, membership.role):
            said = _("Väntar på %(names)s.") % {"names": _named(others)}
            text = [said, _when(cell), where]
            found.append(_waiting(cell, cell.task.label, text, _("Öppna"), cell.url))
    return found


def _for_colleagues(cell: Cell, others: Sequence[Membership], where: str) -> Waiting:
    title = ngettext("Svara för en kollega", "Svara för %(count)s kolleger", len(others))
    said = _("%(names)s har inte bockat av %(task)s.")
    text = [said % {"names": _named(others), "task": cell.task.label}, _when(cell), where]
    url = reverse("programmes:tick_colleagues", args=[cell.participation.pk, cell.task.pk])
    return _waiting(cell, title % {"count": len(others)}, text, _("Svara"), url)


def _waiting(cell: Cell, title: str, text: Sequence[str], action: str, url: str) -> Waiting:
    page = reverse("programmes:participation_tasks", args=[cell.participation.pk])
    return Waiting(
        state=cell.state,
        word=cell.words,
        title=title,
        text=" ".join(filter(None, text)),
        url=url or f"{page}#task-{cell.task.pk}",
        action=action,
        due=cell.due,
    )


def _when(cell: Cell) -> str:
    return _("Klart senast %(day)s.") % {"day": short_day(cell.due)} if cell.due else ""


def _named(members: Sequence[Membership]) -> str:
    """”Anna Holm (politiker), Per Lind (chef) och 4 till”."""
    names = [f"{each.user} ({each.get_role_display().lower()})" for each in members[:NAMED]]
    more = len(members) - NAMED
    if more > 0:
        names.append(ngettext("%(count)s till", "%(count)s till", more) % {"count": more})
    if len(names) == 1:
        return names[0]
    return _("%(most)s och %(last)s") % {"most": ", ".join(names[:-1]), "last": names[-1]}


def _list(participation: Participation, cells: Sequence[Cell]) -> OwnList:
    counts = tally(cells)
    return OwnList(
        participation=participation,
        url=reverse("programmes:participation_tasks", args=[participation.pk]),
        done=counts[State.DONE],
        of=sum(counts.values()),
        later=counts[State.LATER],
    )
