"""What a person lets the others in a round see of how to reach her, and the lists made of it."""

from django.db import transaction

from modellkoncept.audit.record import record_act
from programmes.audit_kinds import CONTACTS_EXPORTED
from programmes.models import Membership, Round, User
from programmes.services.rounds import refuse_if_closed


@transaction.atomic
def share_address(*, membership: Membership, is_shown: bool) -> None:
    """Let the others in the round see her address, or no longer. A no is taken at any time."""
    if is_shown:
        refuse_if_closed(membership.participation.round_id)
    Membership.objects.filter(pk=membership.pk).update(shows_address=is_shown)


@transaction.atomic
def record_export(*, round: Round, actor: User) -> None:
    """Keep that she took the round's addresses with her."""
    record_act(CONTACTS_EXPORTED, actor=actor, round_id=round.pk, subject=str(round))
