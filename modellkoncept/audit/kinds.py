"""The kinds of acts that the audit log keeps; each app registers its own in its hooks.py."""

from dataclasses import dataclass

from django.utils.functional import Promise

from modellkoncept.registry import Registry


@dataclass(frozen=True)
class AuditKind:
    """One kind of act, with the words that the log's page shows for it.

    What is done with a board is dated `by_day`: a time could be laid beside a note's row.
    """

    name: str
    label: str | Promise
    by_day: bool = False


kinds: Registry[AuditKind] = Registry("kind of audited act")


def register_audit_kind(kind: AuditKind) -> None:
    """Let the log's page know the kind's words, and offer it as a filter."""
    kinds.add(kind.name, kind)
