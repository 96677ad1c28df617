"""The facilitator's forms for an open board: minutes, and what the projector shows."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from modellkoncept.fields.form_fields import MinutesField, WholeNumberField
from modellkoncept.fields.forms import Form
from padlet.services.boards import MAX_MINUTES


class MinutesForm(Form):
    """How long the countdown is to run."""

    minuter = MinutesField(
        min_value=1,
        max_value=MAX_MINUTES,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            format_lazy(_("Skriv minuterna med siffror, mellan 1 och {most}."), most=MAX_MINUTES),
        ),
    )


class ProjectorForm(Form):
    """Form of what the projector shows: prompt 1, 2 …, or 0 for all; or one after another."""

    fraga = WholeNumberField(min_value=0, max_value=1000)
    bildspel = forms.BooleanField(required=False)
