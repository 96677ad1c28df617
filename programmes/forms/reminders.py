"""The words around the list in a reminder, and who gets one."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from modellkoncept.fields.form_fields import LinesField
from modellkoncept.fields.forms import Form

LONGEST_TEXT = 2000  # characters


class ReminderForm(Form):
    """The same words for all; the list between them is each person's own."""

    intro = LinesField(
        label=_("Före listan"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Skriv vad påminnelsen gäller.")},
    )
    closing = LinesField(
        label=_("Efter listan"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    to = forms.TypedMultipleChoiceField(
        label=_("Till"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Välj minst en person.")},
    )

    def __init__(self, *args: Any, user_ids: Collection[int], **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        field = self.fields["to"]
        assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101 – declared above
        field.choices = [(pk, pk) for pk in user_ids]
