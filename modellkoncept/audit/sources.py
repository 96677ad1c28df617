"""Where the log's page reads: the acts of the table, and logs that apps above keep by themselves.

All of them are read as one list, in one query, however long they are.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import F, IntegerField, QuerySet, Value
from django.utils import timezone

from modellkoncept.audit.models import AuditEvent
from modellkoncept.registry import Registry


class AuditRow(NamedTuple):
    """What a source gives of each act: as many columns, of the same types, in this order."""

    happened_at: datetime
    kind: str
    actor_id: int | None
    round_id: int | None
    subject: str
    times: int


@dataclass(frozen=True)
class AuditFilter:
    """Which acts: None asks for any. `until` is the first moment that is too late."""

    kind: str | None = None
    actor_ids: Collection[int] | None = None
    round_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None

    def lookups(self, *, happened_at: str, actor: str, round: str) -> dict[str, Any]:
        """The filter but for the kind, as lookups of a table with these columns."""
        asked = {
            f"{happened_at}__gte": self.since,
            f"{happened_at}__lt": self.until,
            f"{actor}__in": self.actor_ids,
            round: self.round_id,
        }
        return {lookup: value for lookup, value in asked.items() if value is not None}


@dataclass(frozen=True)
class AuditSource:
    """A table of acts: `find` gives its rows as AuditRow (`values_list`), without an order."""

    name: str
    find: Callable[[AuditFilter], QuerySet[Any, Any]]
    delete_before: Callable[[datetime], int]


sources: Registry[AuditSource] = Registry("source of the audit log")


def register_audit_source(source: AuditSource) -> None:
    """Show these acts in the log too, and let them go when their time is out."""
    sources.add(source.name, source)


def find_acts(asked: AuditFilter) -> QuerySet[Any, Any]:
    """The acts of all sources, the latest first, as tuples in the order of AuditRow."""
    first, *others = [source.find(asked) for source in sources]
    found = first.union(*others, all=True) if others else first
    # By the subject only so that no act stands on two pages: nobody looks for it by that order.
    return found.order_by("-happened_at", "kind", F("subject"), "actor_id")


def oldest_kept() -> datetime:
    """The moment before which nothing is kept: a whole day, so that pages can say it."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=settings.AUDIT_DAYS)


def delete_old_acts() -> int:
    """Delete what is older than is kept, in every source; how many rows that were."""
    return sum(source.delete_before(oldest_kept()) for source in sources)


def _own_acts(asked: AuditFilter) -> QuerySet[Any, Any]:
    found = AuditEvent.objects.filter(
        **asked.lookups(happened_at="happened_at", actor="actor_id", round="round_id")
    )
    if asked.kind is not None:
        found = found.filter(kind=asked.kind)
    return (
        found.order_by()
        .annotate(times=Value(1, output_field=IntegerField()))
        .values_list("happened_at", "kind", "actor_id", "round_id", "subject", "times")
    )


def _delete_own_acts(moment: datetime) -> int:
    return AuditEvent.objects.filter(happened_at__lt=moment).delete()[0]


register_audit_source(AuditSource("acts", _own_acts, _delete_own_acts))
