"""Base forms whose errors are sentences of ours: what is missing and what to do about it.

A field that says more than its kind can states it itself: `error_messages={"required": _("Skriv en
rubrik.")}`. What nobody has stated gets the sentence of its kind here, and never Django's own; so
do the errors that come from a model's columns and constraints.
"""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models.constraints import BaseConstraint
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext_lazy as _

Sentences = dict[str, Any]  # by the code of an error, a text that waits for its language

NO_NUL = _("Texten innehåller ett tecken som vi inte kan spara.")
_GONE = _("Alternativet finns inte längre. Välj ett annat.")
_ONE_CHOICE: Sentences = {"required": _("Välj ett alternativ."), "invalid_choice": _GONE}
_SEVERAL_CHOICES: Sentences = {
    "required": _("Välj minst ett alternativ."),
    "invalid_choice": _GONE,
    "invalid_list": _GONE,
    "invalid_pk_value": _GONE,
}
# By kind of field; what stands further down says more and wins.
SENTENCES: dict[type[forms.Field], Sentences] = {
    forms.Field: {
        "required": _("Fyll i det här."),
        "invalid": _("Vi kan inte läsa det här. Skriv på ett annat sätt."),
        "unique": _("Det här används redan. Skriv något annat."),
        "null_characters_not_allowed": NO_NUL,
        "null": _("Fyll i det här."),
        "blank": _("Fyll i det här."),
        "min_value": _("Skriv minst %(limit_value)s."),
        "max_value": _("Skriv högst %(limit_value)s."),
        "step_size": _("Skriv ett tal i steg om %(limit_value)s."),
        "min_length": _("Skriv minst %(limit_value)s tecken. Nu är det %(show_value)s."),
        "max_length": _("Skriv högst %(limit_value)s tecken. Nu är det %(show_value)s."),
    },
    forms.CharField: {"required": _("Skriv något här.")},
    forms.EmailField: {
        "required": _("Skriv en e-postadress."),
        "invalid": _("Skriv hela e-postadressen, till exempel anna.ek@kommun.se."),
    },
    forms.BooleanField: {"required": _("Kryssa i rutan.")},
    forms.ChoiceField: _ONE_CHOICE,
    forms.MultipleChoiceField: _SEVERAL_CHOICES,
    forms.ModelChoiceField: _ONE_CHOICE,
    forms.ModelMultipleChoiceField: _SEVERAL_CHOICES,
    forms.FileField: {
        "required": _("Välj en fil."),
        "missing": _("Välj en fil."),
        "invalid": _("Filen kom inte fram. Välj den igen."),
        "empty": _("Filen är tom. Välj en annan."),
        "max_length": _("Filens namn får ha högst %(max)d tecken. Nu är det %(length)d."),
        "contradiction": _("Välj en fil eller kryssa i att den ska tas bort, inte båda."),
    },
}
_TAKEN = _("Det finns redan något med samma uppgifter. Ändra någon av dem.")
_CONTRADICTORY = _("Uppgifterna går inte ihop. Läs igenom dem och spara igen.")


def _cut_nothing(widget: forms.Widget) -> None:
    """A browser cuts at `maxlength` without a word; the page and the server say it instead."""
    if (longest := widget.attrs.pop("maxlength", None)) is not None:
        widget.attrs["data-longest"] = longest


def say_in_our_words(field: forms.Field) -> None:
    """Give the field our sentence wherever it would have Django's."""
    kinds = type(field).__mro__
    ours: Sentences = {}
    djangos: dict[str, Any] = {}
    for kind in reversed(kinds):
        ours |= SENTENCES.get(kind, {})
        if kind.__module__.startswith("django."):
            djangos |= vars(kind).get("default_error_messages", {})
    for code, sentence in ours.items():
        stated = field.error_messages.get(code)
        if stated is None or stated == djangos.get(code):
            field.error_messages[code] = sentence


class _OwnSentencesMixin:
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._prepare_fields()

    def full_clean(self) -> None:
        self._prepare_fields()  # a form may have got more fields since
        super().full_clean()  # type: ignore[misc]  # of the form it is mixed into

    def add_error(self, field: str | None, error: Any) -> None:
        if getattr(error, "code", None) == "null_characters_not_allowed":
            error = NO_NUL  # of a choice, whose field asks no sentence of its own
        super().add_error(field, error)  # type: ignore[misc]  # as above

    def _prepare_fields(self) -> None:
        for field in self.fields.values():
            say_in_our_words(field)
            _cut_nothing(field.widget)


class Form(_OwnSentencesMixin, forms.Form):
    """A form whose errors are our own sentences."""


class ModelForm(_OwnSentencesMixin, forms.ModelForm):
    """A form of a model; what its columns and constraints refuse is said in our words too."""

    def _update_errors(self, errors: ValidationError) -> None:
        names = [each.name for each in self.instance._meta.constraints]  # noqa: SLF001 – Django's public API, despite its name
        violated = {
            str(BaseConstraint.default_violation_error_message) % {"name": name} for name in names
        }
        found = getattr(errors, "error_dict", {}).get(NON_FIELD_ERRORS, [])
        for error in found:
            if error.code == "unique_together":
                error.message = _TAKEN
            elif str(error.message) in violated:
                error.message, error.params = _CONTRADICTORY, None
        super()._update_errors(errors)  # type: ignore[misc]  # as above


class FormSet(BaseFormSet):
    """Forms in a row, whose errors are our own sentences."""

    default_error_messages = {
        "missing_management_form": _("Sidan skickades inte hel. Ladda om den och försök igen."),
        "too_many_forms": _("Det är för många rader. Ta bort några."),
        "too_few_forms": _("Det är för få rader. Lägg till några."),
    }
