"""Proposals for mentors of a round, with their reasons in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programmes.mentoring.matching import (
    Candidate,
    Criterion,
    Need,
    Points,
    Proposal,
    propose,
)
from programmes.models import (
    LearningGroup,
    Mentorship,
    Organisation,
    Participation,
    Round,
    Theme,
)
from programmes.queries.history import HistoryRow, all_histories
from programmes.queries.mentorships import MentorRow, mentor_rows
from programmes.register.search import folded

PROPOSED = 3  # shown at once; all can be chosen


@dataclass(frozen=True)
class Reason:
    """One criterion in words, with its points."""

    words: str
    points: int
    most: int


@dataclass(frozen=True)
class ProposalRow:
    organisation: Organisation
    total: int
    reasons: list[Reason]


@dataclass(frozen=True)
class NeedRow:
    """A theme of a group: its mentors so far, and who is proposed."""

    group: LearningGroup
    theme: Theme
    mentors: list[MentorRow]
    proposals: list[ProposalRow]


def needs_of(round: Round) -> list[NeedRow]:
    """Each theme of each group with its mentors and all who could be one, the best first.

    A fixed number of queries. Who takes part in the round is no candidate; who has never been in
    a round, and has no profile, is none either.
    """
    participations = list(
        round.participations.select_related("organisation", "theme", "group").order_by("pk")
    )
    mentorships = list(round.mentorships.select_related("theme"))
    themes, groups = list(round.themes.all()), list(round.groups.all())
    mentors = mentor_rows(participations, mentorships)
    candidates, organisations = _candidates(participations, mentorships)
    found = []
    for group in groups:
        places = [
            each.organisation.place
            for each in participations
            if each.group_id == group.pk and not each.is_mentor and each.organisation.place
        ]
        for theme in themes:
            proposals = propose(Need(folded(theme.label), places), candidates)
            found.append(
                NeedRow(
                    group=group,
                    theme=theme,
                    mentors=[row for row in mentors.get(group.pk, []) if row.theme == theme],
                    proposals=[
                        _in_words(each, organisations[each.candidate.key]) for each in proposals
                    ],
                )
            )
    return found


def _candidates(
    participations: Iterable[Participation], mentorships: Iterable[Mentorship]
) -> tuple[list[Candidate], dict[int, Organisation]]:
    take_part = {each.organisation_id for each in participations if not each.is_mentor}
    mentors = {each.organisation_id: each for each in participations if each.is_mentor}
    histories = all_histories()
    rows = Organisation.objects.select_related("mentor_profile").exclude(pk__in=take_part)
    organisations = {
        each.pk: each
        for each in rows
        if each.pk in histories or each.pk in mentors or hasattr(each, "mentor_profile")
    }
    busy: dict[int, set[int]] = {}
    for row in mentorships:
        busy.setdefault(row.mentor_id, set()).add(row.group_id)
    return [
        _candidate(
            each, histories.get(pk, []), len(busy.get(mentors[pk].pk, ())) if pk in mentors else 0
        )
        for pk, each in organisations.items()
    ], organisations


def _candidate(organisation: Organisation, history: list[HistoryRow], groups_now: int) -> Candidate:
    profile = getattr(organisation, "mentor_profile", None)
    capacity = profile.capacity if profile else None
    completed = [row for row in history if row.is_completed]
    return Candidate(
        key=organisation.pk,
        name=organisation.name,
        themes=frozenset(map(folded, profile.themes.splitlines())) if profile else frozenset(),
        place=organisation.place,
        rounds_completed=sum(not row.is_mentor for row in completed),
        times_mentor=sum(row.is_mentor for row in completed),
        capacity_left=None if capacity is None else max(0, capacity - groups_now),
    )


def _in_words(proposal: Proposal, organisation: Organisation) -> ProposalRow:
    reasons = [
        Reason(_words(each, proposal.candidate), each.points, each.most) for each in proposal.points
    ]
    return ProposalRow(organisation, proposal.total, reasons)


def _words(points: Points, candidate: Candidate) -> str:
    return {
        Criterion.THEME: _theme_words,
        Criterion.DISTANCE: _distance_words,
        Criterion.ROUNDS: _rounds_words,
        Criterion.CAPACITY: _capacity_words,
    }[points.criterion](points, candidate)


def _theme_words(points: Points, candidate: Candidate) -> str:
    if points.fact:
        return _("Temat står i mentorprofilen.")
    if candidate.themes:
        return _("Temat står inte i mentorprofilen.")
    return _("Mentorprofilen har inga teman än.")


def _distance_words(points: Points, candidate: Candidate) -> str:
    if points.fact is None:
        return _("Avståndet till gruppen är inte känt.")
    return _("%(km)s km till gruppens deltagare i genomsnitt.") % {"km": points.fact}


def _rounds_words(points: Points, candidate: Candidate) -> str:
    if not candidate.rounds_completed:
        return _("Har inte genomfört någon omgång som deltagare.")
    if not candidate.times_mentor:
        return _("Har genomfört en omgång men inte varit mentor.")
    return ngettext(
        "Har genomfört en omgång och varit mentor en gång.",
        "Har genomfört en omgång och varit mentor %(n)s gånger.",
        candidate.times_mentor,
    ) % {"n": candidate.times_mentor}


def _capacity_words(points: Points, candidate: Candidate) -> str:
    if candidate.capacity_left is None:
        return _("Har inte skrivit hur många grupper den kan stödja.")
    if candidate.capacity_left == 0:
        return _("Har inte plats för fler grupper i omgången.")
    return ngettext(
        "Kan stödja en grupp till i omgången.",
        "Kan stödja %(n)s grupper till i omgången.",
        candidate.capacity_left,
    ) % {"n": candidate.capacity_left}
