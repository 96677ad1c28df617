"""An e-mail address as a column: stored, compared and looked for in its normal form only."""

from typing import Any

from django import forms
from django.db import models
from django.db.models.functions import Lower

from modellkoncept.text.email_address import (
    NoAddressError,
    normal_address,
    normal_address_or_text,
)


class AddressFormField(forms.EmailField):
    """An address however it is typed; what the form gives on is its normal form."""

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value) or ""
        if not typed:
            return typed
        try:
            return normal_address(typed)
        except NoAddressError:
            return typed  # the validator says so beside the field

    def clean(self, value: Any) -> str:
        address: str = super().clean(value)
        if address and normal_address_or_text(address) != address:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return address


class AddressField(models.EmailField):
    """A column of addresses: what is saved and what is sought is made normal on its way there."""

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        return normal_address_or_text(prepared) if isinstance(prepared, str) else prepared

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Let the row in memory hold what the database gets."""
        value = self.get_prep_value(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value

    def formfield(self, **options: Any) -> Any:
        return super().formfield(**{"form_class": AddressFormField, **options})


class Composed(models.Func):
    """The text in NFC."""

    function = "NORMALIZE"
    arity = 1


def is_normal_address(column: str) -> models.Q:
    """For a check constraint: what Postgres can tell of the normal form."""
    shape = {f"{column}__regex": r"^[^[:space:]]+@[a-z0-9.-]+$"}
    lower_and_composed = Lower(Composed(models.F(column)))
    return models.Q(**{column: lower_and_composed}) & models.Q(**shape)
