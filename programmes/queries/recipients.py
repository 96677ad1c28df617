"""Who gets what is sent to the people of a round, of a group or of some roles."""

from collections.abc import Collection

from modellkoncept.database.swedish_order import SwedishOrder
from programmes.models import LearningGroup, Membership, MembershipQuerySet, Round


def members_for(
    round: Round, group: LearningGroup | None = None, roles: Collection[str] | None = None
) -> MembershipQuerySet:
    """The members who may sign in, each with her user: of the round, or of this group and roles.

    Without roles it is all of them. Somebody who is in two of the organisations comes twice: who
    writes one letter to each takes her once.
    """
    found = Membership.objects.filter(participation__round=round, user__is_active=True)
    if group is not None:
        found = found.filter(participation__group=group)
    if roles is not None:
        found = found.filter(role__in=list(roles))
    return found.select_related("user", "participation__organisation").order_by(
        SwedishOrder("user__full_name"), "pk"
    )
