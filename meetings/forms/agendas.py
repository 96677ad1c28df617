"""Forms of the agenda."""

from typing import Any, Self

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from meetings.models import AgendaItem, Meeting
from modellkoncept.fields.form_fields import (
    ClockField,
    MinutesField,
    UnmarkedLineField,
    WholeNumberField,
)
from modellkoncept.fields.forms import ModelForm

REMOVED_ITEM = "meetings.removed-item"  # the salt


class AgendaItemForm(ModelForm):
    locked_start = ClockField(
        label=_("Låst till"),
        required=False,
        help_text=_("Till exempel 12.00."),
    )

    class Meta:
        model = AgendaItem
        fields = ["title", "minutes", "locked_start", "kind", "public_text", "internal_text"]
        field_classes = {"title": UnmarkedLineField, "minutes": MinutesField}
        widgets = {
            "public_text": forms.Textarea(attrs={"rows": 3}),
            "internal_text": forms.Textarea(attrs={"rows": 2}),
        }
        error_messages = {
            "title": {"required": _("Skriv en rubrik.")},
            "minutes": {"required": _("Skriv hur många minuter punkten tar.")},
            "kind": {"required": _("Välj vilket slags punkt det är.")},
        }
        help_texts = {"internal_text": _("Syns bara för er som planerar träffen.")}

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            "title",
            Div("minutes", "locked_start", css_class="a-two"),
            "kind",
            "public_text",
            "internal_text",
        )

    def with_autofocus(self) -> Self:
        """The same form, whose first field takes focus when it is shown."""
        self.fields["title"].widget.attrs["autofocus"] = True
        return self


class MinutesForm(ModelForm):
    class Meta:
        model = AgendaItem
        fields = ["minutes"]
        field_classes = {"minutes": MinutesField}
        error_messages = {"minutes": {"required": _("Skriv hur många minuter punkten tar.")}}


class RemovedItemForm(AgendaItemForm):
    """The removed item, carried by the button that restores it."""

    position = WholeNumberField(min_value=1, max_value=1000)
    was = forms.CharField()  # the id it had, signed: only what was removed here gets its id back

    def __init__(self, *args: Any, meeting: Meeting | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.meeting = meeting
        for field in self.fields.values():
            field.widget = field.hidden_widget()
            if isinstance(field, ClockField):
                field.widget.format = "%H.%M"

    @staticmethod
    def sign(item: AgendaItem) -> str:
        return signing.dumps([item.meeting_id, item.pk], salt=REMOVED_ITEM)

    def clean_was(self) -> int:
        try:
            meeting_id, item_id = signing.loads(self.cleaned_data["was"], salt=REMOVED_ITEM)
        except signing.BadSignature:
            meeting_id = item_id = None
        if self.meeting is None or meeting_id != self.meeting.pk:
            raise forms.ValidationError(_("Punkten går inte att ta tillbaka."))
        return item_id
