"""The audit log leaves the house as a file, which is an act of its own."""

from django.db import transaction

from modellkoncept.audit.record import record_act
from programmes.audit_kinds import AUDIT_EXPORTED
from programmes.models import Round, User


@transaction.atomic
def record_export_of_audit_log(*, by: User, round: Round | None) -> None:
    """Keep that the log was exported: of one round, or all of it."""
    record_act(
        AUDIT_EXPORTED, actor=by, round_id=round.pk if round else None, subject=str(round or "")
    )
