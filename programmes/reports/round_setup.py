"""What SKR does with a new round before it can begin, in order, and how far that has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programmes.models import Participation, Round
from programmes.queries.mentorships import mentor_rows
from programmes.queries.rounds import with_people
from programmes.reports.task_statuses import State

FEWEST = 2  # participants that can learn from each other


class Step(StrEnum):
    """Each has a page of its own."""

    ORGANISATIONS = "organisations"
    GROUPS = "groups"
    MENTORS = "mentors"
    PEOPLE = "people"


@dataclass(frozen=True)
class SetupStep:
    """A thing to do, with how far it has come and where it is done."""

    step: Step
    state: State
    title: str
    text: str
    url: str

    @property
    def is_done(self) -> bool:
        return self.state is State.DONE


def setup_steps(round: Round) -> list[SetupStep]:
    """Every step of a round that was read by `with_people`; asks the database nothing.

    None is left when the round is closed, or when all that is needed is done: a group may do
    without a mentor in a theme.
    """
    if round.is_closed:
        return []
    participations = list(round.participations.all())
    steps = [
        _organisations(round, participations),
        _groups(round, participations),
        *_mentors(round, participations),
        _people(round, participations),
    ]
    needed = [each for each in steps if each.step is not Step.MENTORS]
    return [] if all(each.is_done for each in needed) else steps


def next_step(round: Round, after: Step) -> SetupStep | None:
    """What is left to do when one is on the page of a step; in a fixed number of queries."""
    steps = setup_steps(with_people(Round.objects.all()).get(pk=round.pk))
    left = [each for each in steps if not each.is_done and each.step is not after]
    later = [each for each in left if _place(each.step) > _place(after)]
    return next(iter(later or left), None)


def _place(step: Step) -> int:
    return list(Step).index(step)


def _organisations(round: Round, participations: Sequence[Participation]) -> SetupStep:
    mentors = sum(each.is_mentor for each in participations)
    participants = len(participations) - mentors
    text = _("Sök fram deltagarna och mentorerna i registret.")
    if participations:
        text = _("%(participants)s och %(mentors)s.") % {
            "participants": ngettext("%(n)s deltagare", "%(n)s deltagare", participants)
            % {"n": participants},
            "mentors": ngettext("%(n)s mentor", "%(n)s mentorer", mentors) % {"n": mentors},
        }
    state = _state(min(participants, FEWEST), FEWEST, has_begun=bool(participations))
    return SetupStep(
        Step.ORGANISATIONS,
        state,
        _("Lägg till organisationer"),
        text,
        reverse("programmes:round_organisations", args=[round.pk]),
    )


def _groups(round: Round, participations: Sequence[Participation]) -> SetupStep:
    participants = [each for each in participations if not each.is_mentor]
    placed = sum(each.group_id is not None for each in participants)
    text = _("Två eller tre deltagare i varje grupp.")
    if placed:
        told = {"placed": placed, "of": len(participants)}
        text = _("%(placed)s av %(of)s deltagare är i en grupp.") % told
    return SetupStep(
        Step.GROUPS,
        _state(placed, len(participants)),
        _("Dela in deltagarna i grupper"),
        text,
        reverse("programmes:groups", args=[round.pk]),
    )


def _mentors(round: Round, participations: Sequence[Participation]) -> list[SetupStep]:
    """Nothing for a round without themes: there a mentor is simply in a group."""
    themes = list(round.themes.all())
    if not themes:
        return []
    learning = {each.group_id for each in participations if each.group_id and not each.is_mentor}
    rows = mentor_rows(participations, round.mentorships.all())
    has = sum(
        any(row.theme == theme for row in rows.get(group, []))
        for group in learning
        for theme in themes
    )
    needs = len(learning) * len(themes)
    text = _("En mentor för varje tema. En grupp kan klara sig utan.")
    if has:
        text = _("%(has)s av %(of)s teman i grupperna har en mentor.") % {"has": has, "of": needs}
    url = reverse("programmes:round_mentors", args=[round.pk])
    return [SetupStep(Step.MENTORS, _state(has, needs), _("Välj mentorer"), text, url)]


def _people(round: Round, participations: Sequence[Participation]) -> SetupStep:
    has = sum(
        any(membership.is_coordinator for membership in each.memberships.all())
        for each in participations
    )
    text = _("Samordnaren bjuder sedan in sina egna, till exempel politiker och chefer.")
    if has:
        told = {"has": has, "of": len(participations)}
        text = _("%(has)s av %(of)s organisationer har en samordnare.") % told
    return SetupStep(
        Step.PEOPLE,
        _state(has, len(participations)),
        _("Bjud in en samordnare för varje organisation"),
        text,
        reverse("programmes:invite_to_round", args=[round.pk]),
    )


def _state(done: int, of: int, *, has_begun: bool = False) -> State:
    if of and done == of:
        return State.DONE
    return State.PART if done or has_begun else State.LATER
