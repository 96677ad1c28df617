"""The form of a meeting."""

from datetime import date
from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from meetings.models import Meeting
from modellkoncept.fields.form_fields import ClockField, DayField, UnmarkedLinesField
from modellkoncept.fields.forms import ModelForm
from programmes.models import Round, User


class MeetingForm(ModelForm):
    """A meeting of one round. What only SKR decides is absent from a strategist's form."""

    starts_at = ClockField(
        label=_("Börjar"),
        help_text=_("Till exempel 09.30."),
        error_messages={"required": _("Skriv när träffen börjar, till exempel 09.30.")},
    )
    ends_at = ClockField(
        label=_("Planerat slut"),
        required=False,
        help_text=_("Till exempel 16.00. Dagordningen visar om den går över."),
    )

    class Meta:
        model = Meeting
        fields = [
            "title",
            "kind",
            "group",
            "theme",
            "date",
            "starts_at",
            "ends_at",
            "place",
            "host",
            "aims",
        ]
        field_classes = {"date": DayField, "aims": UnmarkedLinesField}
        error_messages = {
            "title": {"required": _("Skriv en rubrik.")},
            "kind": {"required": _("Välj vilket slags träff det är.")},
            "group": {"required": _("Välj en grupp.")},
        }
        widgets = {
            "aims": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, round: Round, user: User, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        self._round = round
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
            "date",
            Div("starts_at", "ends_at", css_class="a-two"),
            "place",
            *(["host"] if "host" in self.fields else []),
            "aims",
        )

    def clean_date(self) -> date:
        """A day of the round; the day that a meeting has already may stay."""
        day: date = self.cleaned_data["date"]
        first, last = self._round.starts_on, self._round.ends_on
        if day != self.initial.get("date") and not first <= day <= last:
            said = _("Välj en dag under omgången, från %(first)s till %(last)s.")
            raise forms.ValidationError(
                said, params={"first": _in_words(first), "last": _in_words(last)}
            )
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("Välj ett slut som är senare än början."))
        return cleaned

    def _offer_groups(self, round: Round, user: User) -> None:
        """SKR staff chooses any group; a strategist plans for an own group, which then is fixed."""
        group = self._choice("group")
        if user.is_skr:
            group.queryset = round.groups.all()
            group.empty_label = _("Hela omgången")
        elif self.instance.pk is None:
            own_groups = round.groups.led_by(user)
            group.queryset = own_groups
            group.required = True
            group.help_text = ""
            if len(own_groups) == 1:
                group.initial = own_groups[0]
        else:
            del self.fields["group"]
            if self.instance.group_id is None:
                del self.fields["host"]

    def _choice(self, name: str) -> forms.ModelChoiceField:
        return cast(forms.ModelChoiceField, self.fields[name])


def _in_words(day: date) -> str:
    return date_format(day, "j F Y")
