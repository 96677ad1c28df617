"""Decisions with how far they have come and what is missing, and the facts of their documents."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from modellkoncept.registry import Registry
from modellkoncept.text.swedish_order import swedish_order
from programmes.decision_texts.facts import Earlier, Facts, Part, Statistics
from programmes.decision_texts.swedish import authority_of, sentence_start, years
from programmes.models import (
    Decision,
    DecisionState,
    EarlierPart,
    Organisation,
    Participation,
    Round,
)
from programmes.models.histories import FIRST_YEAR
from programmes.queries.statistics import statistics

STATE_WORDS = {
    DecisionState.PLANNED: gettext_lazy("Planerat"),
    DecisionState.DECIDED: gettext_lazy("Beslutat"),
    DecisionState.REGISTERED: gettext_lazy("Registrerat"),
}
PARTS = {Decision.Kind.TAKE_PART: Part.PARTICIPANT, Decision.Kind.MENTOR: Part.MENTOR}
# Decisions that an organisation takes once, and that hold in its later rounds too.
LASTING = [Decision.Kind.MAINSTREAMING, Decision.Kind.CEMR]

# An app above knows which meeting each mentor supports: its title by the participation's id.
FindMeetings = Callable[[Sequence[Participation]], dict[int, str]]
_meetings: Registry[FindMeetings] = Registry("meeting that a mentor supports")


def register_mentors_meetings(name: str, find: FindMeetings) -> None:
    """Let decision documents name the meetings that mentors support, in one query or a few."""
    _meetings.add(name, find)


@dataclass(frozen=True)
class DecisionRow:
    """A decision as its lists show it."""

    decision: Decision
    state: DecisionState
    missing: str  # a sentence, or nothing
    warning: str  # as above

    @property
    def words(self) -> str:
        return str(STATE_WORDS[self.state])

    @property
    def shape(self) -> str:
        """The shape and colour of the words (components/task_status.html)."""
        return "done" if self.state is DecisionState.REGISTERED else "part"


@dataclass(frozen=True)
class OrganisationRow:
    """An organisation of a round with its decisions, and those of before that still hold."""

    participation: Participation
    decisions: Sequence[DecisionRow]
    lasting: Sequence[DecisionRow]

    @property
    def expected_kind(self) -> Decision.Kind:
        kinds = Decision.Kind
        return kinds.MENTOR if self.participation.is_mentor else kinds.TAKE_PART

    @property
    def expected(self) -> DecisionRow | None:
        """The decision to be in the round that has come furthest."""
        order = list(DecisionState)
        found = [each for each in self.decisions if each.decision.kind == self.expected_kind]
        return max(found, key=lambda each: order.index(each.state), default=None)

    @property
    def has_registered(self) -> bool:
        return any(
            each.state is DecisionState.REGISTERED for each in (*self.decisions, *self.lasting)
        )

    @property
    def is_complete(self) -> bool:
        return not self.lacks and not any(each.missing or each.warning for each in self.decisions)

    @property
    def lacks(self) -> list[str]:
        """What is missing of the organisation, in sentences."""
        found = []
        if not self.has_registered:
            found.append(_("Inget politiskt beslut är registrerat."))
        if self.expected is None:
            kind = Decision.Kind(self.expected_kind).label
            found.append(_("Beslutet ”%(kind)s” saknas.") % {"kind": kind})
        return found


def decision_row(decision: Decision, today: date | None = None) -> DecisionRow:
    today = today or timezone.localdate()
    state = decision.state_on(today)
    is_future = decision.decided_on is not None and decision.decided_on > today
    warning = ""
    if is_future and decision.paragraph:
        warning = _("Det finns en paragraf, men datumet har inte varit än. Kontrollera datumet.")
    return DecisionRow(decision, state, missing_words(decision, is_future=is_future), warning)


def missing_words(decision: Decision, *, is_future: bool = False) -> str:
    """”Datum och paragraf saknas.”; a paragraph is not asked for before the day."""
    found = []
    if not decision.body:
        found.append(_("vem som beslutar"))
    if decision.decided_on is None:
        found.append(_("datum"))
    if not decision.dnr:
        found.append(_("diarienummer"))
    if not decision.paragraph and not is_future:
        found.append(_("paragraf"))
    if not found:
        return ""
    if len(found) == 1:
        said = found[0]
    else:
        said = _("%(several)s och %(last)s") % {
            "several": ", ".join(found[:-1]),
            "last": found[-1],
        }
    return _("%(what)s saknas.") % {"what": sentence_start(said)}


def organisation_row(participation: Participation) -> OrganisationRow:
    """The organisation's own page: two queries."""
    return _rows([participation])[0]


def organisation_rows(round: Round) -> list[OrganisationRow]:
    """Every organisation of the round in Swedish order, mentors last: three queries."""
    found = Participation.objects.filter(round=round).select_related("organisation")
    ordered = sorted(
        found, key=lambda each: (each.is_mentor, swedish_order(each.organisation.name))
    )
    return _rows(ordered)


def _rows(participations: Sequence[Participation]) -> list[OrganisationRow]:
    today = timezone.localdate()
    own: dict[int, list[DecisionRow]] = defaultdict(list)
    for decision in Decision.objects.filter(participation__in=participations).order_by("pk"):
        own[decision.participation_id].append(decision_row(decision, today))
    before: dict[tuple[int, int], list[DecisionRow]] = defaultdict(list)
    organisations = {each.organisation_id for each in participations}
    lasting = Decision.objects.filter(
        participation__organisation__in=organisations, kind__in=LASTING
    ).select_related("participation__round")
    for decision in lasting.order_by("pk"):
        where = decision.participation
        before[where.organisation_id, where.round_id].append(decision_row(decision, today))
    return [
        OrganisationRow(
            each,
            own[each.pk],
            [
                row
                for (organisation, round), rows in before.items()
                if organisation == each.organisation_id and round != each.round_id
                for row in rows
            ],
        )
        for each in participations
    ]


def decisions_of(participations: Sequence[Participation]) -> list[OrganisationRow]:
    """The same of any organisations, in their order: two queries."""
    return _rows(participations)


def body_proposals(organisation: Organisation) -> list[str]:
    """The bodies that usually decide in an organisation of this kind."""
    own = authority_of(organisation.name, is_region=organisation.kind == Organisation.Kind.REGION)
    return [sentence_start(own.board), sentence_start(own.assembly)]


def facts_of(decision: Decision) -> Facts:
    """What the system knows of the decision: what nobody has given stays empty."""
    return facts_of_each([decision])[decision.pk]


def facts_of_each(decisions: Sequence[Decision]) -> dict[int, Facts]:
    """The facts of each decision by its id, in a fixed number of queries."""
    participations = [each.participation for each in decisions]
    groups, earlier = _groups_of(participations), _earlier_rounds_of(participations)
    meetings = _meetings_of([each for each in participations if each.is_mentor])
    figures = _statistics()
    return {
        decision.pk: _facts(
            decision,
            meeting=meetings.get(decision.participation_id, ""),
            group=groups[decision.participation_id],
            earlier=earlier[decision.participation_id],
            figures=figures,
        )
        for decision in decisions
    }


def _facts(
    decision: Decision,
    *,
    meeting: str,
    group: Sequence[str],
    earlier: Sequence[Earlier],
    figures: Statistics | None,
) -> Facts:
    participation = decision.participation
    round, organisation = participation.round, participation.organisation
    return Facts(
        part=PARTS[Decision.Kind(decision.kind)],
        organisation=organisation.name,
        is_region=organisation.kind == Organisation.Kind.REGION,
        starts_on=round.starts_on,
        ends_on=round.ends_on,
        body=decision.body,
        dnr=decision.dnr,
        decided_on=decision.decided_on,
        paragraph=decision.paragraph,
        round_name=round.name,
        theme=str(participation.theme or ""),
        meeting=meeting,
        group=group,
        earlier=earlier,
        statistics=figures,
        recipients=tuple(filter(None, decision.recipients.split("\n"))),
    )


def _meetings_of(participations: Sequence[Participation]) -> dict[int, str]:
    found: dict[int, str] = {}
    for find in _meetings:
        found |= find(participations)
    return found


def _groups_of(participations: Sequence[Participation]) -> dict[int, list[str]]:
    """By the participation's id the participants of its group, without the organisation itself."""
    members = Participation.objects.filter(
        group__in={each.group_id for each in participations if each.group_id},
        kind=Participation.Kind.PARTICIPANT,
    )
    rows = list(members.order_by().values_list("pk", "group_id", "organisation__name"))
    return {
        each.pk: sorted(
            (name for pk, group, name in rows if group == each.group_id and pk != each.pk),
            key=swedish_order,
        )
        for each in participations
    }


def _earlier_rounds_of(participations: Sequence[Participation]) -> dict[int, list[Earlier]]:
    """By the participation's id the rounds of its organisation that had ended before this one.

    Those of before this system, which SKR has entered, too.
    """
    organisations = {each.organisation_id for each in participations}
    here = Participation.objects.filter(organisation__in=organisations).select_related("round")
    entered = EarlierPart.objects.filter(organisation__in=organisations)
    rows = [
        (each.organisation_id, each.round.starts_on, each.round.ends_on, each.is_mentor)
        for each in here
    ]
    rows += [
        (
            each.organisation_id,
            date(each.first_year, 1, 1),
            date(each.last_year, 12, 31),
            each.role == Participation.Kind.MENTOR,
        )
        for each in entered
    ]
    return {
        each.pk: [
            Earlier(years(starts_on, ends_on), Part.MENTOR if is_mentor else Part.PARTICIPANT)
            for organisation, starts_on, ends_on, is_mentor in sorted(rows)
            if organisation == each.organisation_id and ends_on < each.round.starts_on
        ]
        for each in participations
    }


def _statistics() -> Statistics | None:
    """How many have taken part: what the newest source states, and those who came first after."""
    stated = statistics().stated
    if not stated:
        return None
    newest = stated[-1]
    return Statistics(
        municipalities=newest.figure.municipalities + newest.municipalities_since,
        regions=newest.figure.regions + newest.regions_since,
        since=FIRST_YEAR,
    )
