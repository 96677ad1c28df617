"""Columns of text that hold what is clean, whatever way it came: a form, a service, an import.

To the database they are Django's own columns, and so to the migrations.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db import models

from modellkoncept.fields import form_fields
from modellkoncept.text import cleaning


class _CleanMixin:
    """Clean the text where it is stored or compared with what is stored; queries find it too."""

    clean_typed: Callable[[str], str]
    django_field: str
    form_class: type[forms.Field]

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)  # type: ignore[misc]
        return type(self).clean_typed(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)  # type: ignore[misc]
        return type(self).clean_typed(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Let the object in hand say what is stored."""
        value = super().pre_save(model_instance, add)  # type: ignore[misc]
        if isinstance(value, str):
            value = type(self).clean_typed(value)
            setattr(model_instance, self.attname, value)  # type: ignore[attr-defined]
        return value

    def formfield(self, **options: Any) -> Any:
        return super().formfield(**{"form_class": self.form_class, **options})  # type: ignore[misc]

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()  # type: ignore[misc]
        return name, self.django_field, args, kwargs


class LineField(_CleanMixin, models.CharField):
    """Text on one line."""

    clean_typed = staticmethod(cleaning.clean_line)
    django_field = "django.db.models.CharField"
    form_class = form_fields.LineField


class LinesField(_CleanMixin, models.TextField):
    """Text with line breaks in it."""

    clean_typed = staticmethod(cleaning.clean_text)
    django_field = "django.db.models.TextField"
    form_class = form_fields.LinesField


class ShortLinesField(_CleanMixin, models.CharField):
    """Text with line breaks in it, of a length that the column bounds."""

    clean_typed = staticmethod(cleaning.clean_text)
    django_field = "django.db.models.CharField"
    form_class = form_fields.LinesField
