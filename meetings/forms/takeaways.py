"""Form that restores a removed takeaway."""

from django import forms

from meetings.models import SOURCE_LENGTH, TAKEAWAY_LENGTH


class TakeawayForm(forms.Form):
    """The removed takeaway, carried by the button that restores it."""

    text = forms.CharField(max_length=TAKEAWAY_LENGTH, widget=forms.HiddenInput)
    source = forms.CharField(max_length=SOURCE_LENGTH, widget=forms.HiddenInput)
