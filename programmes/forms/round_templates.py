"""The form of a round's template, with its meetings in rows."""

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from modellkoncept.fields.form_fields import ClockField, LineField, WholeNumberField
from modellkoncept.fields.forms import Form, FormSet
from programmes.forms.lists import ListField
from programmes.forms.rounds import MOST_THEMES
from programmes.models import TemplateMeeting
from programmes.models.round_templates import LONGEST_PREPARATION, LONGEST_ROUND

MOST_MEETINGS = 40
EMPTY_ROWS = 2


class TemplateForm(Form):
    """What every round by the template is."""

    name = LineField(
        label=gettext_lazy("Mallens namn"),
        max_length=120,
        error_messages={"required": gettext_lazy("Skriv vad mallen heter.")},
    )
    months = WholeNumberField(
        label=gettext_lazy("Längd i månader"), min_value=1, max_value=LONGEST_ROUND
    )
    themes = ListField(
        label=gettext_lazy("Teman"),
        most=MOST_THEMES,
        is_numbered=True,
        required=False,
        help_text=gettext_lazy("Ett på varje rad, i den ordning ni arbetar med dem."),
    )
    kickoff_name = LineField(label=gettext_lazy("Uppstarten kallas"), max_length=60)
    learning_name = LineField(label=gettext_lazy("Träffarna om temana kallas"), max_length=60)
    strategist_name = LineField(label=gettext_lazy("Strategernas träffar kallas"), max_length=60)
    results_name = LineField(label=gettext_lazy("Avslutningen kallas"), max_length=60)
    version = WholeNumberField(widget=forms.HiddenInput, required=False)

    def fields_to_save(self) -> dict[str, Any]:
        saved = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return {**saved, "themes": "\n".join(saved["themes"])}


class TemplateMeetingForm(Form):
    """A meeting of the template; a row without months is none."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Slag"),
        choices=TemplateMeeting.Kind.choices,
        initial=TemplateMeeting.Kind.LEARNING,
    )
    label = LineField(label=gettext_lazy("Rubrik"), required=False, max_length=120)
    months = WholeNumberField(
        label=gettext_lazy("Månader från start"), required=False, min_value=0, max_value=60
    )
    theme = WholeNumberField(
        label=gettext_lazy("Tema nr"), required=False, min_value=1, max_value=MOST_THEMES
    )
    is_per_group = forms.BooleanField(label=gettext_lazy("En för varje grupp"), required=False)
    starts_at = ClockField(label=gettext_lazy("Börjar"), required=False, initial=time(9, 30))
    ends_at = ClockField(label=gettext_lazy("Slutar"), required=False, initial=time(16))
    strategists_weeks = WholeNumberField(
        label=gettext_lazy("Strategträff, veckor före"),
        required=False,
        min_value=0,
        max_value=LONGEST_PREPARATION,
    )

    @property
    def is_meeting(self) -> bool:
        return self.cleaned_data.get("months") is not None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("months") is None:
            if cleaned.get("label") and "months" not in self.errors:
                self.add_error("months", _("Skriv hur många månader efter starten."))
            return cleaned
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts is None and "starts_at" not in self.errors:
            self.add_error("starts_at", _("Skriv när träffen börjar, till exempel 09.30."))
        elif starts and ends and ends <= starts:
            self.add_error("ends_at", _("Välj ett slut som är senare än början."))
        return cleaned


class TemplateMeetingFormSet(FormSet):
    """The template's meetings, none of them after its end or on a theme that it does not have."""

    months: int | None = None
    themes: int = 0

    def clean(self) -> None:
        for form in self.forms:
            months, theme = (form.cleaned_data.get(name) for name in ("months", "theme"))
            if months is not None and self.months is not None and months > self.months:
                form.add_error(
                    "months",
                    _("Mallen är %(months)s månader lång. Skriv högst så många.")
                    % {"months": self.months},
                )
            if months is not None and theme and theme > self.themes:
                form.add_error("theme", _("Mallen har %(themes)s teman.") % {"themes": self.themes})

    def meetings(self) -> list[dict[str, Any]]:
        """The rows that are meetings, in order of time."""
        found = [form.cleaned_data for form in self.forms if form.is_meeting]
        return sorted(found, key=lambda meeting: (meeting["months"], meeting["starts_at"]))


TemplateMeetings: type[Any] = forms.formset_factory(
    TemplateMeetingForm,
    TemplateMeetingFormSet,
    extra=EMPTY_ROWS,
    max_num=MOST_MEETINGS,
    absolute_max=MOST_MEETINGS,
    validate_max=True,
)
