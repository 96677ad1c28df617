"""The administration, too, changes nothing in a closed round."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import ForeignKey, Model, QuerySet
from django.http import HttpRequest

from programmes.models import LearningGroup, Membership, Participation, Round, Theme
from programmes.services.rounds import refuse_if_closed

# What can be chosen in a form: rounds that are open, and what belongs to them.
IS_OPEN: dict[Any, dict[str, None]] = {
    Round: {"closed_on": None},
    LearningGroup: {"round__closed_on": None},
    Participation: {"round__closed_on": None},
    Theme: {"round__closed_on": None},
}


def round_of(row: Any) -> Round:
    """The round that this row of a round belongs to."""
    if isinstance(row, Round):
        return row
    if isinstance(row, Membership):
        row = row.participation
    round: Round = row.round
    return round


class ReadOnlyInClosedRounds(admin.options.BaseModelAdmin):
    """Rows of a closed round can be looked at; none is changed, removed, brought in or moved there.

    For inlines too, whose permissions are asked for with the row they stand on. Raises
    RoundClosedError when the round is closed between the question and the change.
    """

    def has_add_permission(self, request: HttpRequest, *stands_on: Any) -> bool:
        may: bool = super().has_add_permission(request, *stands_on)
        return may and not any(map(_is_closed, stands_on))

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

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            _refuse_if_closed(type(obj).objects.get(pk=obj.pk))
        if not isinstance(obj, Round):
            _refuse_if_closed(obj)
        super().save_model(request, obj, form, change)  # type: ignore[misc]  # a ModelAdmin has it

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        _refuse_if_closed(obj)
        super().delete_model(request, obj)  # type: ignore[misc]  # a ModelAdmin has it

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for row in queryset:
            _refuse_if_closed(row)
        super().delete_queryset(request, queryset)  # type: ignore[misc]  # a ModelAdmin has it


def _is_closed(row: Any) -> bool:
    return row is not None and round_of(row).is_closed


def _refuse_if_closed(row: Any) -> None:
    refuse_if_closed(round_of(row).pk)
