"""Write to the audit log, in the transaction of the act itself."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from modellkoncept.audit.kinds import AuditKind
from modellkoncept.audit.models import AuditEvent
from modellkoncept.text.shortening import shortened

SUBJECT_LENGTH = 200  # characters, as the table takes


def record_act(
    kind: AuditKind, *, actor: Any, round_id: int | None = None, subject: str = ""
) -> AuditEvent:
    """Keep that this user did this. `subject` names the thing as its pages do; no free text of it.

    `actor` is the user, or None for what the system does by itself. An act with a board's notes is
    recorded in a transaction of its own, after theirs.
    """
    return AuditEvent.objects.create(
        kind=kind.name,
        actor=actor,
        round_id=round_id,
        subject=shortened(subject, SUBJECT_LENGTH) or subject[:SUBJECT_LENGTH],
        happened_at=_now(kind),
    )


def _now(kind: AuditKind) -> datetime:
    """The minute of the act, or only its day where the kind says so (TRUST: C17)."""
    now = timezone.localtime().replace(second=0, microsecond=0)
    return now.replace(hour=0, minute=0) if kind.by_day else now
