"""A person leaves the system: the account is removed, or closed until it can be."""

from django.db import transaction

from modellkoncept.audit.record import record_act
from modellkoncept.locking import lock_row
from programmes.audit_kinds import LEFT_SYSTEM
from programmes.closing.data_subjects import are_named_in_a_round, identifiers_of
from programmes.closing.errors import StillInRoundError
from programmes.closing.removal.residual_data import remove_residual_data
from programmes.models import Membership, User


@transaction.atomic
def remove_account(*, person: User) -> bool:
    """Delete the person and all that the system holds of her; False when that has to wait.

    It waits while her name stands in a round's texts: were she gone, that round's removal would not
    know which name to take out. Until then nobody signs in as her. Raises StillInRoundError for
    somebody who is in a round, or leads them all.
    """
    person = lock_row(User.objects.all(), person.pk)
    if person.is_staff or person.is_superuser or person.memberships.exists():
        raise StillInRoundError
    record_act(LEFT_SYSTEM, actor=person)
    them = identifiers_of(User.objects.filter(pk=person.pk))
    if are_named_in_a_round(them):
        person.is_active = False
        person.save(update_fields=["is_active"])
        return False
    remove_residual_data(them, Membership.objects.none())
    person.delete()
    return True
