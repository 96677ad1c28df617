"""Write to the audit log, in the transaction of the act itself."""

from typing import Any

from modellkoncept.audit.kinds import AuditKind
from modellkoncept.audit.models import AuditEvent

SUBJECT_LENGTH = 200  # characters, as the table takes


def record_act(
    kind: AuditKind, *, actor: Any, round_id: int | None = None, subject: str = ""
) -> AuditEvent:
    """Keep that this user did this. `subject` names the thing as its pages do; no free text of it.

    `actor` is the user, or None for what the system does by itself.
    """
    return AuditEvent.objects.create(
        kind=kind.name, actor=actor, round_id=round_id, subject=subject[:SUBJECT_LENGTH]
    )
