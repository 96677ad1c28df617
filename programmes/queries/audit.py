"""The audit log as its page and its file show it: names instead of numbers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise

from modellkoncept.audit.kinds import kinds
from modellkoncept.audit.sources import AuditRow
from programmes.models import Round, User


@dataclass(frozen=True)
class Act:
    """One row of the log in words."""

    happened_at: datetime
    is_by_day: bool
    label: str | Promise
    actor: User | None
    round: Round | None
    subject: str
    times: int


def acts_in_words(rows: Iterable[tuple[Any, ...]]) -> list[Act]:
    """The rows with their people and rounds, in two queries. Who is gone is None."""
    found = [AuditRow(*row) for row in rows]
    people = User.objects.in_bulk({row.actor_id for row in found if row.actor_id})
    rounds = Round.objects.in_bulk({row.round_id for row in found if row.round_id})
    return [
        Act(
            timezone.localtime(row.happened_at),
            _is_by_day(row),
            kind.label if (kind := kinds.get(row.kind)) else row.kind,
            people.get(row.actor_id) if row.actor_id else None,
            rounds.get(row.round_id) if row.round_id else None,
            row.subject,
            row.times,
        )
        for row in found
    ]


def _is_by_day(row: AuditRow) -> bool:
    kind = kinds.get(row.kind)
    if kind is None:
        return timezone.localtime(row.happened_at).time() == time.min
    return kind.by_day
