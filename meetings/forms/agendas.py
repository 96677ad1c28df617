"""Forms of the agenda."""

from collections.abc import Iterable
from typing import Any, Self

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from meetings.agenda.timetable import Line
from meetings.models import AgendaItem, Meeting
from meetings.services.agendas import FIRST
from modellkoncept.fields.form_fields import (
    ClockField,
    MinutesField,
    UnmarkedLineField,
    WholeNumberField,
)
from modellkoncept.fields.forms import ModelForm

REMOVED_ITEM = "meetings.removed-item"  # the salt
LAST = "last"  # the place after every item, also those that another user adds meanwhile
LETTERS_OF_TITLE = 60  # of the item that another is placed after
TEXTS = ["public_text", "internal_text"]
PLACE_IS_GONE = _("Punkten som du valde finns inte längre. Välj en annan plats.")


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
        folded = Div(*TEXTS, template="meetings/agendas/_item_texts.html")
        folded.is_open = any(self[name].value() for name in TEXTS)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            "title",
            Div("minutes", "locked_start", css_class="a-two"),
            Div("kind", *(["after"] if "after" in self.fields else []), css_class="a-two"),
            folded,
        )

    def with_autofocus(self) -> Self:
        """The same form, whose first field takes focus when it is shown."""
        self.fields["title"].widget.attrs["autofocus"] = True
        return self


class PlaceField(forms.ChoiceField):
    """The id of the item to be placed after; FIRST for first, None for last or as it was."""

    default_error_messages = {"invalid_choice": PLACE_IS_GONE}

    def clean(self, value: Any) -> int | None:
        if value in {None, "", LAST}:
            return None
        return int(super().clean(value))


class PlacedItemForm(AgendaItemForm):
    """An item and its place among the others."""

    after = PlaceField(label=_("Placera efter"))

    def __init__(
        self,
        *args: Any,
        lines: Iterable[Line[AgendaItem]],
        offers_last: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self._offers_last = offers_last
        self.offer_places(lines)

    def offer_places(self, lines: Iterable[Line[AgendaItem]]) -> None:
        """Let the item be placed after any of these, first, or last where that is offered."""
        last = [(LAST, _("Sist i dagordningen"))] if self._offers_last else []
        others = [(line.item.pk, _place(line)) for line in lines]
        choices = [*last, (FIRST, _("Först i dagordningen")), *others]
        self.fields["after"].choices = choices  # type: ignore[attr-defined]  # a choice field

    def knows_place(self, after: int) -> bool:
        """Whether there is an item with this id to place another after; first is always there."""
        return any(after == value for value, _name in self.fields["after"].choices)  # type: ignore[attr-defined]

    def say_place_is_gone(self) -> None:
        self.add_error("after", PLACE_IS_GONE)


def _place(line: Line[AgendaItem]) -> str:
    title = line.item.title
    short = f"{title[: LETTERS_OF_TITLE - 1]}…" if len(title) > LETTERS_OF_TITLE else title
    return f"{line.start:%H.%M} {short}"


class LockForm(ModelForm):
    locked_start = ClockField(label=_("Låst till"), required=False)

    class Meta:
        model = AgendaItem
        fields = ["locked_start"]


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
            raise forms.ValidationError(_("Vi kan inte ta tillbaka punkten."))
        return item_id
