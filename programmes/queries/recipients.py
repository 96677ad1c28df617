"""Who gets what is sent to the people of a round, and who no longer does."""

from collections.abc import Collection, Sequence

from modellkoncept.database.swedish_order import SwedishOrder
from modellkoncept.mail.models import DigestItem
from programmes.models import LearningGroup, Membership, MembershipQuerySet, Round, User


def members_for(
    round: Round, group: LearningGroup | None = None, roles: Collection[str] | None = None
) -> MembershipQuerySet:
    """The members who may sign in, each with her user: of the round, or of this group and roles.

    Without roles it is all of them. Somebody who is in two of the organisations comes twice: who
    writes one letter to each takes her once.
    """
    found = Membership.objects.filter(participation__round=round, user__is_active=True)
    if group is not None:
        found = found.in_group(group).distinct()
    if roles is not None:
        found = found.filter(role__in=list(roles))
    return found.select_related("user", "participation__organisation").order_by(
        SwedishOrder("user__full_name"), "pk"
    )


def not_to_be_told(items: Sequence[DigestItem]) -> dict[int, DigestItem.Dropped]:
    """The items of rounds that are closed or gone, and of people who have left the round.

    SKR staff belongs to no organisation, and leads them all.
    """
    of_rounds = [item for item in items if item.round_id is not None]
    if not of_rounds:
        return {}
    rounds = {item.round_id for item in of_rounds if item.round_id is not None}
    people = {item.user_id for item in of_rounds}
    going_on = set(Round.objects.filter(pk__in=rounds, closed_on=None).values_list("pk", flat=True))
    staff = set(User.objects.filter(pk__in=people, is_staff=True).values_list("pk", flat=True))
    parts = Membership.objects.filter(user__in=people, participation__round__in=rounds)
    members = set(parts.values_list("user", "participation__round"))
    why = {}
    for item in of_rounds:
        if item.round_id not in going_on:
            why[item.pk] = DigestItem.Dropped.OVER
        elif item.user_id not in staff and (item.user_id, item.round_id) not in members:
            why[item.pk] = DigestItem.Dropped.LEFT
    return why
