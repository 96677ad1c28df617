"""Form of what an organisation takes home."""

from django import forms

from meetings.models import IDEA_LENGTH, SOURCE_LENGTH


class IdeaForm(forms.Form):
    """The idea that a removal took away, carried by the button that puts it back."""

    text = forms.CharField(max_length=IDEA_LENGTH, widget=forms.HiddenInput)
    source = forms.CharField(max_length=SOURCE_LENGTH, widget=forms.HiddenInput)
