"""Form that restores a removed takeaway."""

from django import forms

from meetings.models import SOURCE_LENGTH, TAKEAWAY_LENGTH
from modellkoncept.fields.form_fields import LineField, LinesField
from modellkoncept.fields.forms import Form


class TakeawayForm(Form):
    """The removed takeaway, carried by the button that restores it."""

    text = LinesField(max_length=TAKEAWAY_LENGTH, widget=forms.HiddenInput)
    source = LineField(max_length=SOURCE_LENGTH, widget=forms.HiddenInput)
