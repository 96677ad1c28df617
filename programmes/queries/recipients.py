"""Who is still to be told what concerns a round."""

from collections.abc import Sequence

from modellkoncept.mail.models import DigestItem
from programmes.models import Membership, Round, User


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
