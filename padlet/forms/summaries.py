"""The sentences of a summary."""

from typing import Any, Self
from uuid import UUID

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from modellkoncept.fields.form_fields import UnmarkedLineField, WholeNumberField
from modellkoncept.fields.forms import Form
from padlet.models import MAX_SENTENCE_LENGTH


class NoteIdsField(forms.Field):
    """The ids of the notes that were ticked; what is no id is passed over."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[UUID]:
        found = []
        for text in value or []:
            try:
                found.append(UUID(str(text)))
            except ValueError:
                continue
        return found


class SentenceForm(Form):
    """A sentence of a summary; the notes it rests on are ticked beside it, outside the form."""

    text = UnmarkedLineField(
        label=_("Ny mening"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kryssa för de lappar som meningen bygger på."),
        error_messages={"required": _("Skriv en mening.")},
    )
    notes = NoteIdsField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("text")

    def for_saved(self) -> Self:
        """The same form, for a sentence that there is already."""
        self.fields["text"].label = _("Mening")
        return self

    def with_autofocus(self) -> Self:
        """The same form, whose field takes focus when it is shown."""
        self.fields["text"].widget.attrs["autofocus"] = True
        return self

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if len(text) > MAX_SENTENCE_LENGTH:
            raise forms.ValidationError(
                _("En mening får ha högst %(most)s tecken. Nu är det %(now)s."),
                params={"most": MAX_SENTENCE_LENGTH, "now": len(text)},
            )
        return text

    @property
    def chosen(self) -> list[UUID]:
        """The notes that stand ticked when the form is shown."""
        return NoteIdsField().clean(self["notes"].value())


class RemovedSentenceForm(SentenceForm):
    """The sentence that a removal took away, carried by the button that puts it back."""

    at = WholeNumberField(min_value=1, max_value=10_000, required=False)

    def as_undo(self) -> Self:
        for field in self.fields.values():
            field.widget = field.hidden_widget()
        self.fields["notes"].widget = forms.MultipleHiddenInput()
        return self
