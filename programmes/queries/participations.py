"""Who takes part in a round, in the order in which pages show them."""

from dataclasses import dataclass

from modellkoncept.text.swedish_order import swedish_order
from programmes.models import LearningGroup, Membership, Participation, Role, Round

ROLE_ORDER = {role: place for place, role in enumerate(Role.values)}


@dataclass(frozen=True)
class OrganisationRow:
    """An organisation in the round with its people, each in the place of their role."""

    participation: Participation
    people: list[Membership]


@dataclass(frozen=True)
class GroupRow:
    """A learning group with who learns in it and who supports it."""

    group: LearningGroup
    participants: list[Participation]
    mentors: list[Participation]


def organisation_rows(round: Round) -> list[OrganisationRow]:
    """The organisations of the round in Swedish order, mentors last. Reads what was prefetched."""
    return [
        OrganisationRow(each, sorted(each.memberships.all(), key=by_role_and_name))
        for each in sorted(round.participations.all(), key=_participants_first)
    ]


def group_rows(round: Round, organisations: list[OrganisationRow]) -> list[GroupRow]:
    """The groups of the round with these organisations in them; mentors in their themes' order."""
    participations = [row.participation for row in organisations]

    def those(group: LearningGroup, *, mentors: bool) -> list[Participation]:
        return [
            each
            for each in participations
            if each.group_id == group.pk and each.is_mentor is mentors
        ]

    return [
        GroupRow(
            group,
            participants=those(group, mentors=False),
            mentors=sorted(those(group, mentors=True), key=_by_theme),
        )
        for group in round.groups.all()
    ]


def _participants_first(participation: Participation) -> tuple[bool, str]:
    return participation.is_mentor, swedish_order(participation.organisation.name)


def _by_theme(participation: Participation) -> tuple[int, str]:
    theme = participation.theme
    return theme.position if theme else 0, swedish_order(participation.organisation.name)


def by_role_and_name(membership: Membership) -> tuple[int, str]:
    return ROLE_ORDER[membership.role], swedish_order(str(membership.user))
