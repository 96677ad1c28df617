"""Political decisions: added, changed and removed, each with at most one PDF."""

from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy

from modellkoncept.audit.kinds import AuditKind
from modellkoncept.audit.record import record_act
from modellkoncept.files.pdf_uploads import pdf_flaw, shown_pdf_name
from modellkoncept.locking import check_version, lock_row
from modellkoncept.partial_update import refuse_unknown_fields
from programmes.errors import NoPdfError
from programmes.models import Decision, Participation, User
from programmes.services.rounds import refuse_if_closed

DECISION_REMOVED = AuditKind(name="decision-removed", label=gettext_lazy("Tog bort ett beslut"))
DECISION_FILE_REMOVED = AuditKind(
    name="decision-file-removed", label=gettext_lazy("Tog bort ett besluts fil")
)
DECISION_FIELDS = {"kind", "body", "dnr", "paragraph", "decided_on", "recipients"}


@transaction.atomic
def add_decision(
    *, participation: Participation, kind: str, file: "File[bytes] | None" = None, **fields: Any
) -> Decision:
    """Add a decision of the organisation; what is not known yet is left out.

    Raises NoPdfError.
    """
    refuse_unknown_fields(fields, DECISION_FIELDS)
    refuse_if_closed(participation.round_id)
    decision = Decision(participation=participation, kind=Decision.Kind(kind), **fields)
    if file:
        _put_file(decision, file)
    decision.save()
    return decision


@transaction.atomic
def change_decision(
    *,
    decision: Decision,
    version: int | None = None,
    file: "File[bytes] | None" = None,
    **fields: Any,
) -> Decision:
    """Change what is known of a decision; a given version must be the newest.

    A new file takes the place of the old one. Raises StaleVersionError or NoPdfError.
    """
    refuse_unknown_fields(fields, DECISION_FIELDS)
    decision = _lock(decision, version)
    for name, value in fields.items():
        setattr(decision, name, value)
    if file:
        _delete_file(decision.file.name or "")
        _put_file(decision, file)
    decision.version += 1
    decision.save()
    return decision


@transaction.atomic
def remove_decision(*, decision: Decision, actor: User | None) -> None:
    """Remove a decision with its file and its document's edited sections. Idempotent."""
    refuse_if_closed(decision.participation.round_id)
    for found in Decision.objects.with_place().filter(pk=decision.pk):
        _record(DECISION_REMOVED, found, actor)
        _delete_file(found.file.name or "")
        found.delete()


@transaction.atomic
def remove_decision_file(*, decision: Decision, actor: User | None) -> Decision:
    """Remove the decision's file, from the storage too. Idempotent."""
    decision = _lock(decision, None)
    if not decision.file:
        return decision
    _record(DECISION_FILE_REMOVED, decision, actor)
    _delete_file(decision.file.name or "")
    decision.file, decision.file_name, decision.file_size = "", "", 0
    decision.version += 1
    decision.save(update_fields=["file", "file_name", "file_size", "version"])
    return decision


def _lock(decision: Decision, version: int | None) -> Decision:
    """The round is held open before the row is locked, as everywhere."""
    refuse_if_closed(decision.participation.round_id)
    decision = lock_row(Decision.objects.with_place(), decision.pk)
    check_version(decision, version)
    return decision


def _record(kind: AuditKind, decision: Decision, actor: User | None) -> None:
    where = decision.participation
    subject = f"{where.organisation}: {decision.get_kind_display()}"
    record_act(kind, actor=actor, round_id=where.round_id, subject=subject)


def _put_file(decision: Decision, file: "File[bytes]") -> None:
    name = file.name or ""
    if flaw := pdf_flaw(name, file):
        raise NoPdfError(flaw)
    decision.file_name = shown_pdf_name(name, otherwise="Beslut")
    decision.file_size = file.size
    decision.file = File(file, "any.pdf")


def _delete_file(name: str) -> None:
    """After the commit: a row that stays must not lose its file."""
    if name:
        transaction.on_commit(lambda: default_storage.delete(name), robust=True)
