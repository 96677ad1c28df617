"""The people of an organisation in a round, each with one role there."""

from django.db import transaction

from modellkoncept.locking import lock_row
from programmes.models import Membership, Participation, Role, User
from programmes.services.reminders import forget_reminders
from programmes.services.rounds import refuse_if_closed


@transaction.atomic
def add_member(
    *, participation: Participation, user: User, role: str, is_coordinator: bool = False
) -> Membership:
    """Give the person one role in the organisation; the last call wins."""
    refuse_if_closed(participation.round_id)
    membership, _ = Membership.objects.update_or_create(
        participation=participation,
        user=user,
        defaults={"role": Role(role), "is_coordinator": is_coordinator},
    )
    User.objects.filter(pk=user.pk, has_taken_part=False).update(has_taken_part=True)
    return membership


@transaction.atomic
def change_member(
    *, membership: Membership, role: str | None = None, is_coordinator: bool | None = None
) -> Membership:
    """Give a member another role in the organisation, or make her its coordinator or not."""
    refuse_if_closed(membership.participation.round_id)
    membership = lock_row(Membership.objects.all(), membership.pk)
    if role is not None:
        membership.role = Role(role)
    if is_coordinator is not None:
        membership.is_coordinator = is_coordinator
    membership.save(update_fields=["role", "is_coordinator"])
    return membership


@transaction.atomic
def remove_member(*, membership: Membership) -> None:
    """Take a person out of the organisation; the account stays. Idempotent."""
    refuse_if_closed(membership.participation.round_id)
    forget_reminders(membership=membership)
    Membership.objects.filter(pk=membership.pk).delete()
