"""What organisations have done: in the rounds here, and in earlier ones that SKR has entered."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from modellkoncept.registry import Registry
from programmes.mentoring.titles import Part, has_title
from programmes.models import EarlierPart, Organisation, Participation
from programmes.queries.mentorships import mentorships_of, participants_of_groups

TITLES = {
    Organisation.Kind.MUNICIPALITY.value: "Modellkommun",
    Organisation.Kind.REGION.value: "Modellregion",
}


@dataclass(frozen=True)
class HistoryRow:
    """One round and what the organisation was in it. `round_id` is None before this system."""

    name: str
    role: str  # as pages show it
    is_mentor: bool
    first_year: int
    last_year: int
    starts_on: date
    is_completed: bool
    source: str = ""
    round_id: int | None = None
    earlier_part: EarlierPart | None = None


@dataclass(frozen=True)
class MentorshipFacts:
    """What an organisation is to do as a mentor, as a decision text tells it."""

    theme: str
    group: str
    organisations: list[str]  # that take part in the group, in Swedish order
    meeting_title: str  # of the theme's learning meeting, where it is planned
    supports: str  # the mentor it stands behind; usually nobody


# By (group, theme), the title of the learning meeting: meetings belong to an app above.
FindTitles = Callable[[Collection[tuple[int, int]]], dict[tuple[int, int], str]]
_titles: Registry[FindTitles] = Registry("source of meeting titles")


def register_meeting_titles(name: str, find: FindTitles) -> None:
    """Let a mentor's facts name the meeting of its theme. One query, whatever is asked for."""
    _titles.add(name, find)


def mentorship_of(participation: Participation) -> list[MentorshipFacts]:
    """What the organisation is a mentor of in the round, in the themes' order."""
    rows = mentorships_of(participation)
    members = participants_of_groups([row.group_id for row in rows])
    wanted = {(row.group_id, row.theme_id) for row in rows if row.theme_id is not None}
    titles: dict[tuple[int, int], str] = {}
    for find in _titles:
        titles |= find(wanted)
    return [
        MentorshipFacts(
            theme=str(row.theme or ""),
            group=row.group.name,
            organisations=[str(each) for each in members[row.group_id]],
            meeting_title=titles.get((row.group_id, row.theme_id or 0), ""),
            supports=str(row.supports.mentor) if row.supports else "",
        )
        for row in rows
    ]


def history_of(organisation: Organisation) -> list[HistoryRow]:
    """Its rounds, the first one first."""
    return histories_of([organisation])[organisation.pk]


def histories_of(organisations: Iterable[Organisation]) -> dict[int, list[HistoryRow]]:
    """The rounds of each, by the organisation's id, in two queries."""
    ids = [each.pk for each in organisations]
    found = _history(
        Participation.objects.filter(organisation__in=ids),
        EarlierPart.objects.filter(organisation__in=ids),
    )
    return {pk: found.get(pk, []) for pk in ids}


def all_histories() -> dict[int, list[HistoryRow]]:
    """The rounds of every organisation that has been in any, by its id, in two queries."""
    return _history(Participation.objects.all(), EarlierPart.objects.all())


def title_of(organisation: Organisation, history: Iterable[HistoryRow]) -> str:
    """Modellkommun or Modellregion, where it has earned it; else nothing."""
    parts = [Part(row.is_mentor, row.starts_on, row.is_completed) for row in history]
    return TITLES[organisation.kind] if has_title(parts) else ""


def _history(
    participations: QuerySet[Participation, Any], earlier: QuerySet[EarlierPart, Any]
) -> dict[int, list[HistoryRow]]:
    found: dict[int, list[HistoryRow]] = defaultdict(list)
    for each in participations.select_related("round").order_by("round__starts_on", "pk"):
        found[each.organisation_id].append(_here(each))
    this_year = timezone.localdate().year
    for part in earlier:
        found[part.organisation_id].append(_before(part, this_year))
    return {pk: sorted(rows, key=lambda row: row.starts_on) for pk, rows in found.items()}


def _here(participation: Participation) -> HistoryRow:
    round = participation.round
    return HistoryRow(
        name=round.name,
        role=participation.get_kind_display(),
        is_mentor=participation.is_mentor,
        first_year=round.starts_on.year,
        last_year=round.ends_on.year,
        starts_on=round.starts_on,
        is_completed=round.is_closed,
        round_id=round.pk,
    )


def _before(part: EarlierPart, this_year: int) -> HistoryRow:
    return HistoryRow(
        name=_("Omgången %(first)s–%(last)s") % {"first": part.first_year, "last": part.last_year},
        role=part.get_role_display(),
        is_mentor=part.role == Participation.Kind.MENTOR,
        first_year=part.first_year,
        last_year=part.last_year,
        starts_on=date(part.first_year, 1, 1),
        is_completed=part.last_year <= this_year,
        source=part.source,
        earlier_part=part,
    )
