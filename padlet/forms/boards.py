"""The form of a new board."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.models import AgendaItem, Meeting
from meetings.queries.agendas import agenda_of
from modellkoncept.fields.form_fields import LineField, LinesField, UnmarkedLinesField
from modellkoncept.fields.forms import Form
from modellkoncept.templatetags.ui import clock
from padlet.models import Section
from padlet.texts import prompt_wording

MAX_PROMPTS = 6


class AgendaItemField(forms.TypedChoiceField):
    """An item of one meeting's agenda, shown with its clock time; or none."""

    def __init__(self, meeting: Meeting, **options: Any) -> None:
        self.items = {line.item.pk: line.item for line in agenda_of(meeting).lines}
        choices = [("", _("Nej, jag öppnar den själv"))] + [
            (line.item.pk, f"{clock(line.start)}–{clock(line.end)} {line.item.title}")
            for line in agenda_of(meeting).lines
        ]
        super().__init__(
            choices=choices, coerce=self._item, required=False, empty_value=None, **options
        )

    def _item(self, pk: str) -> AgendaItem:
        return self.items[int(pk)]


class BoardForm(Form):
    """Form of a new board: its title, role groups, prompts and instructions."""

    title = LineField(
        label=_("Rubrik"),
        max_length=120,
        error_messages={"required": _("Skriv en rubrik.")},
    )
    role_groups = forms.MultipleChoiceField(
        label=_("Vilka svarar?"),
        choices=Section.RoleGroup,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Varje grupp får en egen del av tavlan. Välj ”Alla” när ni svarar tillsammans."
        ),
        error_messages={"required": _("Välj minst en grupp.")},
    )
    prompts = UnmarkedLinesField(
        label=_("Frågor"),
        help_text=_(
            "En fråga på varje rad. {roll} byts mot gruppens namn och {övriga roller} mot de "
            "andra gruppernas, så att varje grupp får frågan ställd till sig."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Skriv minst en fråga.")},
    )
    instructions = LinesField(
        label=_("Instruktion till dem som skriver"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Syns på tavlan, i telefonerna och på duken innan någon har skrivit."),
    )

    def __init__(self, *args: Any, meeting: Meeting, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        if meeting.agenda_items.exists():
            self.fields["agenda_item"] = AgendaItemField(
                meeting,
                label=_("Hör tavlan till en punkt på dagordningen?"),
                help_text=_(
                    "Då kan tavlan öppnas automatiskt när punkten börjar, och stängas för nya "
                    "lappar när punkten är slut."
                ),
            )
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean_prompts(self) -> list[str]:
        prompts = prompt_wording.as_stored(self.cleaned_data["prompts"]).splitlines()
        if len(prompts) > MAX_PROMPTS:
            raise forms.ValidationError(
                _("Ställ högst %(most)s frågor. Nu är det %(now)s."),
                params={"most": MAX_PROMPTS, "now": len(prompts)},
            )
        for prompt in prompts:
            if len(prompt) > 200:  # noqa: PLR2004 – the length of the column
                raise forms.ValidationError(
                    _("En fråga får ha högst 200 tecken: ”%(start)s …”"),
                    params={"start": prompt[:40]},
                )
            if unknown := prompt_wording.unknown_fields(prompt):
                raise forms.ValidationError(
                    _("{%(word)s} kan inte bytas ut. Skriv {roll} eller {övriga roller}."),
                    params={"word": unknown[0]},
                )
        return prompts
