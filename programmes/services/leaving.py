"""A person leaves a round by herself."""

from django.db import transaction

from modellkoncept.audit.record import record_act
from modellkoncept.locking import lock_row
from programmes.audit_kinds import LEFT_ROUND
from programmes.errors import LastCoordinatorError
from programmes.models import Membership, Participation
from programmes.services.members import remove_member
from programmes.services.rounds import refuse_if_closed


@transaction.atomic
def leave_round(*, membership: Membership) -> None:
    """Take the person out of the organisation at once; what she has done there stays.

    Raises LastCoordinatorError for the only coordinator of an organisation: without one nobody
    there can invite. Again is the same.
    """
    participation = membership.participation
    refuse_if_closed(participation.round_id)
    refuse_last_coordinator(membership)
    if not Membership.objects.filter(pk=membership.pk).exists():
        return
    remove_member(membership=membership)
    record_act(
        LEFT_ROUND,
        actor=membership.user,
        round_id=participation.round_id,
        subject=f"{membership.get_role_display()}, {participation}",
    )


def refuse_last_coordinator(membership: Membership) -> None:
    """Raise LastCoordinatorError when nobody else coordinates the organisation.

    Locks the organisation's row, so that two coordinators cannot both go at once.
    """
    lock_row(Participation.objects.all(), membership.participation_id)
    coordinators = Membership.objects.filter(
        participation=membership.participation_id, is_coordinator=True
    ).values_list("pk", flat=True)
    if list(coordinators) == [membership.pk]:
        raise LastCoordinatorError
