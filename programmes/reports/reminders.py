"""Who is reminded of what lacks from her organisation, and what the reminder says."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from modellkoncept.mail.models import DigestItem
from modellkoncept.templatetags.ui import short_day
from modellkoncept.text.shortening import shortened
from modellkoncept.text.swedish_order import swedish_order
from programmes.models import Membership, Participation, Round, User
from programmes.reports.task_statuses import Cell, State, owners_among, task_statuses

LONGEST_SUBJECT = 200  # characters, as the digest takes


@dataclass(frozen=True)
class Section:
    """What one organisation lacks, and what it is on its way with."""

    participation: Participation
    lacking: list[Cell]
    under_way: list[Cell]


@dataclass(frozen=True)
class Reminder:
    """What one person is told, in one item of one letter."""

    user: User
    sections: list[Section]
    is_told_today: bool

    @property
    def lacking(self) -> int:
        return sum(len(section.lacking) for section in self.sections)

    @property
    def late(self) -> int:
        cells = (cell for section in self.sections for cell in section.lacking)
        return sum(cell.state is State.LATE for cell in cells)

    @property
    def subject(self) -> str:
        said = ngettext(
            "%(count)s sak saknas från %(who)s", "%(count)s saker saknas från %(who)s", self.lacking
        )
        who = ", ".join(str(each.participation) for each in self.sections)
        return shortened(said % {"count": self.lacking, "who": who}, LONGEST_SUBJECT)

    @property
    def url(self) -> str:
        if len(self.sections) > 1:
            return reverse("programmes:home")
        return reverse("programmes:participation_tasks", args=[self.sections[0].participation.pk])

    def body(self) -> str:
        """The list of what lacks, below the name of each organisation where there are several."""
        return "\n\n".join(map(self._section_body, self.sections))

    def text(self, intro: str, closing: str) -> str:
        return "\n\n".join(part for part in (intro, self.body(), closing) if part)

    def _section_body(self, section: Section) -> str:
        lines = [f"{section.participation}:"] if len(self.sections) > 1 else []
        lines += [f"{n}. {line_of(cell)}" for n, cell in enumerate(section.lacking, start=1)]
        if section.under_way:
            labels = ", ".join(cell.task.label for cell in section.under_way)
            lines += ["", _("Ni är på väg med: %(labels)s. Tack för det!") % {"labels": labels}]
        return "\n".join(lines)


@dataclass(frozen=True)
class Reminders:
    """The people to remind, and the organisations that lack something and have nobody to tell."""

    people: list[Reminder]
    without_anybody: list[Participation]

    @property
    def to_send(self) -> list[Reminder]:
        return [each for each in self.people if not each.is_told_today]


def key_of(round_id: int, user_id: int, day: date) -> str:
    """The digest's key: a person is reminded of a round once a day."""
    return f"{key_prefix(round_id)}{user_id}-{day:%Y-%m-%d}"


def key_prefix(round_id: int) -> str:
    return f"remind-{round_id}-"


def line_of(cell: Cell) -> str:
    """”Beslut. Skulle ha varit klart 4 april 2027. Försenat 4 dagar.”"""
    if cell.state is State.LATE and cell.due:
        said = _("%(label)s. Skulle ha varit klart %(day)s. %(late)s.")
        return said % {"label": cell.task.label, "day": short_day(cell.due), "late": cell.words}
    if cell.due:
        said = _("%(label)s. Senast %(day)s.")
        return said % {"label": cell.task.label, "day": short_day(cell.due)}
    return f"{cell.task.label}."


def reminders_of(round: Round, today: date) -> Reminders:
    """The people who are to do what lacks, by name; the coordinator where nobody has the role.

    A coordinator is told all that her organisation lacks, another person what is hers. Nobody who
    has left the organisation, or may not sign in. A fixed number of queries.
    """
    participations = list(
        Participation.objects.filter(round=round).select_related("organisation", "round")
    )
    cells = task_statuses(participations, today)
    members: dict[int, list[Membership]] = defaultdict(list)
    active = Membership.objects.filter(participation__round=round, user__is_active=True)
    for each in active.select_related("user"):
        members[each.participation_id].append(each)
    sections: dict[int, list[Section]] = defaultdict(list)
    users: dict[int, User] = {}
    without = []
    for participation in participations:
        found = _sections_of(participation, cells[participation.pk], members[participation.pk])
        for membership, section in found:
            users[membership.user_id] = membership.user
            sections[membership.user_id].append(section)
        if not found and any(cell.is_lacking for cell in cells[participation.pk]):
            without.append(participation)
    told = _told(round, users, today)
    people = [Reminder(users[pk], theirs, pk in told) for pk, theirs in sections.items()]
    people.sort(key=_by_organisation_and_name)
    return Reminders(people, without)


def _by_organisation_and_name(reminder: Reminder) -> tuple[str, str]:
    organisation = str(reminder.sections[0].participation)
    return swedish_order(organisation), swedish_order(str(reminder.user))


def _sections_of(
    participation: Participation, cells: Sequence[Cell], members: Sequence[Membership]
) -> list[tuple[Membership, Section]]:
    """What each of the organisation's people is told; those who are told nothing are left out."""
    lacking = [cell for cell in cells if cell.is_lacking]
    under_way = [cell for cell in cells if cell.state is State.PART]
    recipients = {cell.task.pk: _recipients(cell, members) for cell in lacking}
    told = []
    for member in members:
        theirs = [cell for cell in lacking if member.pk in recipients[cell.task.pk]]
        if not theirs:
            continue
        mine = lacking if member.is_coordinator else theirs
        going = [
            c for c in under_way if member.is_coordinator or member.pk in _recipients(c, members)
        ]
        told.append((member, Section(participation, mine, going)))
    return told


def _recipients(cell: Cell, members: Sequence[Membership]) -> set[int]:
    """The memberships of those whose task it is and who have not done it, else the coordinators."""
    owners = {each.pk for each in owners_among(cell.task, members)}
    if not owners:
        return {each.pk for each in members if each.is_coordinator}
    return owners - cell.ticked


def _told(round: Round, users: Collection[int], today: date) -> set[int]:
    """Which of the people have been reminded of the round today."""
    keys = {key_of(round.pk, pk, today): pk for pk in users}
    found = DigestItem.objects.filter(key__in=keys).values_list("key", flat=True)
    return {keys[key] for key in found}
