"""Form of counted hands: a number for each note."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from modellkoncept.fields.form_fields import WholeNumberField
from modellkoncept.fields.forms import Form
from padlet.services.votes import MAX_HANDS


class VotesForm(Form):
    """A field for each of these notes, as their page is told of them; most stay empty."""

    def __init__(self, *args: Any, notes: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            format_lazy(_("Skriv antalet med siffror, högst {most}."), most=MAX_HANDS),
        )
        for note in notes:
            self.fields[note["id"]] = WholeNumberField(
                label=note["text"],
                required=False,
                min_value=-MAX_HANDS,
                max_value=MAX_HANDS,
                error_messages=said,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )

    @property
    def votes(self) -> dict[UUID, int]:
        """The notes that got any hands, and how many."""
        return {UUID(name): hands for name, hands in self.cleaned_data.items() if hands}
