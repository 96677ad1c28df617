"""Is what was typed possible? Saving is the services' work, so no form here has a save()."""

from typing import Any, Self, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.core import signing
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from meetings.models import IDEA_LENGTH, SOURCE_LENGTH, AgendaItem, Meeting
from programmes.models import LearningGroup, Role, Round, User
from programmes.permissions import is_skr

# However people write a clock time: 9.30, 09:30, 0930 or just 9.
CLOCK_FORMATS = ["%H.%M", "%H:%M", "%H%M", "%H"]
REMOVED_ITEM = "meetings.removed-item"  # the salt


class ClockField(forms.TimeField):
    """A clock time in text: shown as 09.30 whatever language the browser speaks."""

    default_error_messages = {"invalid": _("Skriv klockslaget så här: 09.30.")}

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TimeInput(format="%H.%M", attrs={"maxlength": 5}))
        super().__init__(input_formats=CLOCK_FORMATS, **options)


class AgendaItemForm(forms.ModelForm):
    locked_start = ClockField(
        label=_("Låst till"),
        required=False,
        help_text=_("Till exempel 12.00."),
    )

    class Meta:
        model = AgendaItem
        fields = ["title", "minutes", "locked_start", "kind", "public_text", "internal_text"]
        widgets = {
            "minutes": forms.NumberInput(attrs={"inputmode": "numeric"}),
            "public_text": forms.Textarea(attrs={"rows": 3}),
            "internal_text": forms.Textarea(attrs={"rows": 2}),
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

    def with_focus(self) -> Self:
        """The same form, whose first field takes focus when it is shown."""
        self.fields["title"].widget.attrs["autofocus"] = True
        return self


class MinutesForm(forms.ModelForm):
    class Meta:
        model = AgendaItem
        fields = ["minutes"]


class RemovedItemForm(AgendaItemForm):
    """The item that a removal took away, carried by the button that puts it back."""

    position = forms.IntegerField(min_value=1, max_value=1000)
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


class MeetingForm(forms.ModelForm):
    """A meeting of one round. What only SKR decides is absent from a strategist's form."""

    starts_at = ClockField(label=_("Börjar"), help_text=_("Till exempel 09.30."))

    class Meta:
        model = Meeting
        fields = [
            "title",
            "kind",
            "group",
            "theme",
            "date",
            "starts_at",
            "place",
            "host",
            "aims",
        ]
        widgets = {
            "date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "aims": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, round: Round, user: User, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        self._choice("theme").queryset = round.themes.all()
        host = self._choice("host")
        host.queryset = round.participations.select_related("organisation")
        host.empty_label = "SKR"
        self._offer_groups(round, user)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            "title",
            "kind",
            *(["group"] if "group" in self.fields else []),
            "theme",
            Div("date", "starts_at", css_class="a-two"),
            "place",
            *(["host"] if "host" in self.fields else []),
            "aims",
        )

    def _offer_groups(self, round: Round, user: User) -> None:
        """SKR staff chooses freely; a strategist plans for her own group, and it stays that one."""
        group = self._choice("group")
        if is_skr(user):
            group.queryset = round.groups.all()
            group.empty_label = _("Hela omgången")
        elif self.instance.pk is None:
            hers = groups_led_by(user, round)
            group.queryset = hers
            group.required = True
            group.help_text = ""
            if len(hers) == 1:
                group.initial = hers[0]
        else:
            del self.fields["group"]
            if self.instance.group_id is None:
                del self.fields["host"]

    def _choice(self, name: str) -> forms.ModelChoiceField:
        return cast(forms.ModelChoiceField, self.fields[name])


def groups_led_by(user: User, round: Round) -> QuerySet[LearningGroup]:
    """The learning groups of the round where this person is a strategist."""
    here = Q(
        participations__memberships__user=user,
        participations__memberships__role=Role.STRATEGIST,
    )
    return round.groups.filter(here).distinct()


class IdeaForm(forms.Form):
    """The idea that a removal took away, carried by the button that puts it back."""

    text = forms.CharField(max_length=IDEA_LENGTH, widget=forms.HiddenInput)
    source = forms.CharField(max_length=SOURCE_LENGTH, widget=forms.HiddenInput)
