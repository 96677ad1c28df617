"""Administration whose every change goes through a service, with all the guards it has."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import FieldDoesNotExist
from django.db import IntegrityError, models, transaction
from django.db.models import Model, ProtectedError, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from modellkoncept.database.swedish_order import SwedishOrder
from modellkoncept.fields.form_fields import ClockField, DayField, WholeNumberField
from modellkoncept.fields.forms import ModelForm
from modellkoncept.fields.model_fields import LineField as LineColumn
from modellkoncept.text.cleaning import clean_line


@dataclass(frozen=True)
class Refusal:
    """The error message when a service refuses, and the form field that it concerns, if any."""

    sentence: str | Promise
    field: str | None = None


class ReadOnlyInline(admin.TabularInline):
    """Rows shown on the page of what they belong to; each is changed on its own page."""

    extra = 0
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class SwedishChangeList(ChangeList):
    """A list whose columns of text are sorted as a Swedish reader looks for them."""

    def get_ordering_field(self, field_name: Any) -> Any:
        field = super().get_ordering_field(field_name)
        if not isinstance(field, str):
            return field
        try:
            column = self.lookup_opts.get_field(field)
        except FieldDoesNotExist:
            return field
        return SwedishOrder(field) if isinstance(column, LineColumn) else field


class ServiceAdmin(admin.ModelAdmin):
    """Save and delete through services only; what a service refuses becomes an error of the form.

    A subclass overrides `save_model` and `delete_model`, which call the service and write nothing
    themselves, and names in `refusals` the errors that the services raise.
    """

    form = ModelForm
    formfield_overrides: ClassVar[Any] = {
        models.TimeField: {"form_class": ClockField, "widget": forms.TimeInput(format="%H.%M")},
        models.DateField: {"form_class": DayField, "widget": AdminDateWidget},
        models.IntegerField: {"form_class": WholeNumberField},
    }
    refusals: ClassVar[Mapping[type[Exception], Refusal]] = {}
    # What the database refuses when the service could not know it: two who saved at once.
    refused_by_database: ClassVar[Mapping[type[Exception], Refusal]] = {
        ProtectedError: Refusal(_("Något annat hör ihop med det här. Ta bort det först.")),
        IntegrityError: Refusal(_("Uppgifterna krockar med något som redan finns.")),
    }

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        raise NotImplementedError

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        raise NotImplementedError

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return SwedishChangeList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return super().get_search_results(request, queryset, clean_line(search_term))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for row in queryset:
            self.delete_model(request, row)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form; when the service refuses, the form once more with the reason."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except self._refusable as error:
            request.refusal = self._refusal(error)  # type: ignore[attr-defined]  # see get_form
            return super().changeform_view(request, *args, **kwargs)

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, *args, **kwargs)
        refusal: Refusal | None = getattr(request, "refusal", None)
        if refusal is None:
            return form

        return _refused(form, refusal)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().delete_view(request, *args, **kwargs)
        except self._refusable as error:
            return self._say_why(request, error)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            with transaction.atomic():  # the log of what is deleted goes when the deletion does
                return super().changelist_view(request, *args, **kwargs)
        except self._refusable as error:
            return self._say_why(request, error)

    @property
    def _refusable(self) -> tuple[type[Exception], ...]:
        return (*self.refusals, *self.refused_by_database)

    def _refusal(self, error: Exception) -> Refusal:
        known = {**self.refusals, **self.refused_by_database}
        found = next(known[kind] for kind in type(error).__mro__ if kind in known)
        # An error that several fields can cause says itself which it was.
        return Refusal(found.sentence, getattr(error, "field", None) or found.field)

    def _say_why(self, request: HttpRequest, error: Exception) -> HttpResponse:
        self.message_user(request, str(self._refusal(error).sentence), messages.ERROR)
        return HttpResponseRedirect(request.get_full_path())


def _refused(form: Any, refusal: Refusal) -> Any:
    """The form, with this refusal among its errors."""

    class RefusedForm(form):
        def clean(self) -> dict[str, Any] | None:
            cleaned: dict[str, Any] | None = super().clean()
            field = refusal.field if refusal.field in self.fields else None
            self.add_error(field, refusal.sentence)
            return cleaned

    return RefusedForm


def changed_fields(form: Any) -> dict[str, Any]:
    """The fields that the user has changed, with their new values, ready for a service."""
    return {name: form.cleaned_data[name] for name in form.changed_data}


def show_stored(obj: Model, stored: Model) -> None:
    """Let the object that the admin goes on with be the one that the service has stored."""
    obj.pk = stored.pk
    obj.refresh_from_db()
