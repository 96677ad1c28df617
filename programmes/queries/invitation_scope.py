"""Where somebody may invite people, and what she may know of those who are here already."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from programmes.invitations.parsing.organisations import Organisations
from programmes.models import Membership, Participation, Round, User


@dataclass(frozen=True)
class Scope:
    """The organisations of one round that this user invites to: one of them, or all."""

    round: Round
    inviter: User
    one: Participation | None = None  # None for the whole round

    @cached_property
    def participations(self) -> dict[int, Participation]:
        """The organisations of the round, in Swedish order; those of others only by name."""
        found = self.round.participations.select_related("organisation", "round")
        return {each.pk: each for each in found}

    @cached_property
    def organisations(self) -> Organisations:
        """Found by the name of any in the round, and by the domains of those in the scope."""
        members = Membership.objects.filter(participation__round=self.round)
        if self.one is not None:
            members = members.filter(participation=self.one)
        addresses = members.values_list("user__email", "participation")
        return Organisations(
            ((pk, each.organisation.name) for pk, each in self.participations.items()),
            {(email.rpartition("@")[2], pk) for email, pk in addresses},
        )

    @cached_property
    def coordinated(self) -> set[int]:
        """The organisations of the scope that have a coordinator."""
        found = Membership.objects.filter(is_coordinator=True, participation__round=self.round)
        return set(found.values_list("participation", flat=True))


@dataclass(frozen=True)
class Here:
    """An account that has one of the addresses, with what the inviter may know of it."""

    user: User
    is_known: bool  # to the inviter: she is in an organisation that the inviter coordinates
    memberships: dict[int, Membership]  # in the round, by participation; as far as may be known
    last_role: str  # in another round; for SKR only


def accounts_of(scope: Scope, addresses: Iterable[str]) -> dict[str, Here]:
    """Who has these addresses already, in a fixed number of queries.

    A coordinator learns only of people of organisations that she coordinates: an address alone
    tells her neither that there is an account nor where else its owner takes part.
    """
    users = list(User.objects.filter(email__in=set(addresses)))
    there = Membership.objects.filter(user__in=users).select_related("participation__round")
    if not scope.inviter.is_skr:
        mine = Participation.objects.coordinated_by(scope.inviter)
        there = there.filter(participation__in=mine)
    of_user: dict[int, list[Membership]] = defaultdict(list)
    for membership in there.order_by("participation__round__starts_on", "pk"):
        of_user[membership.user_id].append(membership)
    return {user.email: _here(user, of_user[user.pk], scope) for user in users}


def _here(user: User, memberships: list[Membership], scope: Scope) -> Here:
    in_round = {
        each.participation_id: each
        for each in memberships
        if each.participation.round_id == scope.round.pk
    }
    elsewhere = [each for each in memberships if each.participation.round_id != scope.round.pk]
    is_skr = scope.inviter.is_skr
    return Here(
        user=user,
        is_known=is_skr or bool(memberships),
        memberships=in_round,
        last_role=elsewhere[-1].role if elsewhere and is_skr else "",
    )
