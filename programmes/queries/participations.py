"""Who takes part in a round, in the order in which pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import ngettext

from modellkoncept.text.swedish_order import swedish_order
from programmes.models import (
    LearningGroup,
    Membership,
    Mentorship,
    Participation,
    Role,
    Round,
    Theme,
)
from programmes.queries.mentorships import MentorRow, groups_by_participation, mentor_rows

MOST_PEOPLE_SHOWN = 40  # of an organisation
ROLE_ORDER = {role: place for place, role in enumerate(Role.values)}


@dataclass(frozen=True)
class OrganisationRow:
    """An organisation in the round with its people, each in the place of their role."""

    participation: Participation
    people: list[Membership]

    @property
    def counts(self) -> str:
        """2 politiker, 1 chef: how many people it has in each role."""
        roles = [membership.role for membership in self.people]
        return ", ".join(_so_many(role, n) for role in Role if (n := roles.count(role)))

    @property
    def shown(self) -> list[Membership]:
        """As many as a page of the whole round has room for; the rest are on its own page."""
        return self.people[:MOST_PEOPLE_SHOWN]


@dataclass(frozen=True)
class GroupRow:
    """A learning group with who learns in it and who supports it."""

    group: LearningGroup
    participants: list[Participation]
    mentors: list[MentorRow]


def organisation_rows(round: Round) -> list[OrganisationRow]:
    """The organisations of the round in Swedish order, mentors last. Reads what was prefetched."""
    return [
        OrganisationRow(each, people_in_order(each.memberships.all()))
        for each in sorted(round.participations.all(), key=_participants_first)
    ]


def people_in_order(memberships: Iterable[Membership]) -> list[Membership]:
    """By role, and in each role in Swedish order."""
    return sorted(memberships, key=by_role_and_name)


def group_rows(round: Round, organisations: list[OrganisationRow]) -> list[GroupRow]:
    """The groups of the round with these organisations in them; mentors in their themes' order.

    Reads what was prefetched.
    """
    participations = [row.participation for row in organisations]
    mentors = mentor_rows(participations, round.mentorships.all())
    return [
        GroupRow(
            group,
            participants=[
                each for each in participations if each.group_id == group.pk and not each.is_mentor
            ],
            mentors=mentors.get(group.pk, []),
        )
        for group in round.groups.all()
    ]


@dataclass(frozen=True)
class RoleRow:
    """A role and who has it in an organisation."""

    role: Role
    people: list[Membership]


@dataclass(frozen=True)
class GroupAround:
    """A group that the organisation is in, with the others there."""

    group: LearningGroup
    themes: list[Theme]  # that the organisation is a mentor for in it
    participants: list[Participation]
    mentors: list[MentorRow]


def roles_of(participation: Participation) -> list[RoleRow]:
    """Every role with its people, also one that nobody has yet."""
    members = people_in_order(participation.memberships.select_related("user"))
    return [RoleRow(role, [each for each in members if each.role == role]) for role in Role]


def groups_around(participation: Participation) -> list[GroupAround]:
    """The groups that the organisation takes part in or supports, with the others there."""
    others = list(
        Participation.objects.filter(round=participation.round_id)
        .select_related("organisation", "theme", "group")
        .order_by("pk")
    )
    mentorships = list(
        Mentorship.objects.filter(round=participation.round_id).select_related("theme", "group")
    )
    mentors = mentor_rows(others, mentorships)
    groups = {each.group.pk: each.group for each in others if each.group}
    groups |= {row.group.pk: row.group for row in mentorships}
    mine = groups_by_participation(others, mentorships).get(participation.pk, set())
    return [
        GroupAround(
            group=groups[pk],
            themes=_own_themes(participation, mentors.get(pk, [])),
            participants=sorted(
                (each for each in others if each.group_id == pk and not each.is_mentor),
                key=_participants_first,
            ),
            mentors=mentors.get(pk, []),
        )
        for pk in sorted(mine, key=lambda pk: swedish_order(groups[pk].name))
    ]


def _own_themes(participation: Participation, mentors: Iterable[MentorRow]) -> list[Theme]:
    every = [each for row in mentors for each in (row, *row.supporters)]
    return [
        each.theme for each in every if each.theme and each.participation.pk == participation.pk
    ]


def _participants_first(participation: Participation) -> tuple[bool, str]:
    return participation.is_mentor, swedish_order(participation.organisation.name)


def by_role_and_name(membership: Membership) -> tuple[int, str]:
    return ROLE_ORDER[membership.role], swedish_order(str(membership.user))


def _so_many(role: Role, n: int) -> str:
    words = {
        Role.POLITICIAN: ngettext("%(n)s politiker", "%(n)s politiker", n),
        Role.MANAGER: ngettext("%(n)s chef", "%(n)s chefer", n),
        Role.STRATEGIST: ngettext("%(n)s strateg", "%(n)s strateger", n),
        Role.KEY_PERSON: ngettext("%(n)s nyckelperson", "%(n)s nyckelpersoner", n),
    }
    return words[role] % {"n": n}
