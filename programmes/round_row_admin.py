"""Admin of rows that belong to a round: read-only once the round is closed."""

from typing import Any

from django.db.models import ForeignKey
from django.http import HttpRequest

from modellkoncept.web.service_admin import ServiceAdmin
from programmes.models import LearningGroup, Membership, Participation, Round, Theme

# What can be chosen in a form: rounds that are open, and what belongs to them.
IS_OPEN: dict[Any, dict[str, None]] = {
    Round: {"closed_on": None},
    LearningGroup: {"round__closed_on": None},
    Participation: {"round__closed_on": None},
    Theme: {"round__closed_on": None},
}


class RoundRowAdmin(ServiceAdmin):
    """Rows of a closed round are shown, not changed. In open rounds a row keeps its round.

    That is what the pages offer; the services refuse it too, also when the round is closed between
    the question and the change (RoundClosedError, which the middleware answers).
    """

    fixed_fields: tuple[str, ...] = ("round",)  # chosen once, when the row is added

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.fixed_fields if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not _is_closed(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not _is_closed(obj)

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> Any:
        target: Any = db_field.remote_field.model
        if is_open := IS_OPEN.get(target):
            kwargs["queryset"] = target.objects.filter(**is_open)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def _is_closed(row: Any) -> bool:
    return row is not None and _round_of(row).is_closed


def _round_of(row: Any) -> Round:
    if isinstance(row, Round):
        return row
    if isinstance(row, Membership):
        row = row.participation
    round: Round = row.round
    return round
