"""The forms of a letter: in a round, and in one meeting."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from meetings.letters.placeholders import NAMES, unknown_placeholders
from meetings.letters.steps import FURTHEST, Step
from meetings.models.letters import SUBJECT_LENGTH
from modellkoncept.fields.form_fields import LineField, LinesField, WholeNumberField
from modellkoncept.fields.forms import Form
from programmes.models import Role

BODY_LENGTH = 5000
PLACEHOLDERS = ", ".join(f"{{{name}}}" for name in NAMES)


class MeetingLetterForm(Form):
    """When a letter goes, to whom, and what it says."""

    days = WholeNumberField(
        label=_("Antal dagar"), min_value=0, error_messages={"required": _("Skriv antalet dagar.")}
    )
    roles = forms.MultipleChoiceField(
        label=_("Till"),
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Välj minst en roll.")},
    )
    subject = LineField(
        label=_("Ämne"),
        max_length=SUBJECT_LENGTH,
        error_messages={"required": _("Skriv ett ämne.")},
    )
    body = LinesField(
        label=_("Text"),
        max_length=BODY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 14}),
        error_messages={"required": _("Skriv en text.")},
        help_text=format_lazy("{} {}.", _("De här orden byts ut:"), PLACEHOLDERS),
    )
    layout: tuple[str, ...] = ("days", "roles", "subject", "body")

    def __init__(self, *args: Any, step: Step, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        self._step = step
        names = list(self.layout)
        if step is Step.CHANGED:  # goes when a meeting is moved
            del self.fields["days"]
            names.remove("days")
        else:
            self.fields["days"].label = (
                _("Dagar efter träffen") if step.is_after else _("Dagar före träffen")
            )
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(*names)

    def clean_days(self) -> int:
        """The days from the meeting: those before it are below 0."""
        typed: int = self.cleaned_data["days"]
        days = typed if self._step.is_after else -typed
        if not self._step.allows(days):
            if self._step.is_after:
                raise forms.ValidationError(
                    _("Skriv ett tal från 1 till %(most)s."), params={"most": FURTHEST}
                )
            raise forms.ValidationError(_("Skriv högst %(most)s."), params={"most": FURTHEST})
        return days

    def clean_subject(self) -> str:
        return self._known("subject")

    def clean_body(self) -> str:
        return self._known("body")

    @property
    def wording_fields(self) -> dict[str, Any]:
        """What is saved; a letter about a change has no day of its own."""
        return {"days": 0} | self.cleaned_data

    def _known(self, name: str) -> str:
        text: str = self.cleaned_data[name]
        if unknown := unknown_placeholders(text):
            raise forms.ValidationError(
                _("{%(unknown)s} finns inte. Välj bland %(known)s."),
                params={"unknown": unknown[0], "known": PLACEHOLDERS},
            )
        return text


class LetterRuleForm(MeetingLetterForm):
    """The same for a whole round: also whether it goes at all."""

    is_on = forms.BooleanField(label=_("Skicka mejlet"), required=False)
    layout = ("is_on", "days", "roles", "subject", "body")
