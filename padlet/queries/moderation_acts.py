"""The boards' logs of moderation as acts of the audit log: by person, kind of step and day."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, DateTimeField, Func, QuerySet, Value
from django.db.models.functions import Concat, TruncDay
from django.utils import timezone

from modellkoncept.audit.sources import AuditFilter, AuditSource
from padlet.audit_kinds import MODERATED
from padlet.models import Moderation
from programmes.models import User

# The moment at which the day began here: the database cuts it as a time without a zone.
_MIDNIGHT = Func(
    TruncDay("at"),
    template=f"(%(expressions)s AT TIME ZONE '{settings.TIME_ZONE}')",
    output_field=DateTimeField(),
)


def _find(asked: AuditFilter) -> QuerySet[Any, Any]:
    found = Moderation.objects.filter(
        board__is_rehearsal=False,
        **asked.lookups(happened_at="at", actor="who_id", round="board__meeting__round_id"),
    )
    if asked.kind is not None:
        steps = [step for step, kind in MODERATED.items() if kind.name == asked.kind]
        found = found.filter(step__in=steps)
    return (
        found.order_by()
        .annotate(day=_MIDNIGHT, kind=Concat(Value("moderated-"), "step"))
        .values("day", "kind", "who_id", "board__meeting__round_id", "board__title")
        .annotate(times=Count("pk"))
        .values_list("day", "kind", "who_id", "board__meeting__round_id", "board__title", "times")
    )


def _delete_before(moment: datetime) -> int:
    return Moderation.objects.filter(at__lt=moment).delete()[0]


def moderations_of(user: User) -> list[dict[str, Any]]:
    """What the boards' logs say that the user did, for what she downloads about herself."""
    found = Moderation.objects.filter(who=user).order_by("at").select_related("board")
    return [
        {
            "dag": timezone.localdate(each.at),
            "vad": str(MODERATED[each.step].label),
            "tavla": each.board.title,
        }
        for each in found
    ]


MODERATION_ACTS = AuditSource("moderation", _find, _delete_before)
