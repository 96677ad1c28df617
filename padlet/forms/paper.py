"""Forms to type in a paper sheet: its group and lines, then the lines one by one."""

from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from modellkoncept.fields.form_fields import LinesField, UnmarkedLinesField
from modellkoncept.fields.forms import Form, FormSet
from padlet.models import MAX_NOTE_LENGTH, Board
from padlet.queries.breakouts import breakout_name, numbered_breakouts
from padlet.services.paper import MAX_LINES
from padlet.texts import prompt_wording


class PaperBoxForm(Form):
    """The group whose sheet it is, and the prompt it answers."""

    group = forms.ChoiceField(label=_("Grupp"), error_messages={"required": _("Välj en grupp.")})
    prompt = forms.TypedChoiceField(
        label=_("Fråga"), coerce=int, error_messages={"required": _("Välj en fråga.")}
    )

    def __init__(self, *args: Any, board: Board, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = board.meeting.round.language
        self.fields["group"].choices = [  # type: ignore[attr-defined]
            (f"{section.pk}-{number}", breakout_name(str(section), number))
            for section in board.sections.all()
            for number, _size in numbered_breakouts(section.breakout_sizes)
        ]
        self.fields["prompt"].choices = [  # type: ignore[attr-defined]
            (prompt.pk, f"{number}. {prompt_wording.worded_for_all(prompt.template, language)}")
            for number, prompt in enumerate(board.prompts.all(), start=1)
        ]

    @property
    def box(self) -> dict[str, int]:
        section, breakout = map(int, self.cleaned_data["group"].split("-"))
        return {
            "section_id": section,
            "breakout": breakout,
            "prompt_id": self.cleaned_data["prompt"],
        }

    def in_words(self) -> dict[str, str]:
        """The group and the prompt, as the choices call them."""
        group, prompt = self.fields["group"], self.fields["prompt"]
        return {
            "group": dict(group.choices)[self.cleaned_data["group"]],  # type: ignore[attr-defined]
            "prompt": dict(prompt.choices)[self.cleaned_data["prompt"]],  # type: ignore[attr-defined]
        }


class PaperForm(PaperBoxForm):
    """The same with all that stood on the sheet, a note on each line."""

    lines = UnmarkedLinesField(
        label=_("Vad står det på arket?"),
        help_text=_("Varje rad blir en lapp. Streck, punkter och siffror först på raden tas bort."),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=MAX_LINES * (MAX_NOTE_LENGTH + 10),
        error_messages={"required": _("Skriv minst en rad.")},
    )

    def clean_lines(self) -> list[str]:
        lines: list[str] = self.cleaned_data["lines"].splitlines()
        if len(lines) > MAX_LINES:
            raise forms.ValidationError(
                _("Skriv in högst %(most)s rader åt gången. Nu är det %(now)s."),
                params={"most": MAX_LINES, "now": len(lines)},
            )
        return lines


class LineForm(Form):
    """One line, looked through before it becomes a note."""

    take = forms.BooleanField(label=_("Ta med"), required=False)
    text = LinesField(
        max_length=MAX_NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": _("Skriv något på raden, eller avmarkera den."),
            "max_length": _(
                "Raden är för lång: %(show_value)s tecken. En lapp har högst %(limit_value)s."
            ),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place = (self.prefix or "").rsplit("-", 1)[-1]
        number = int(place) + 1 if place.isdecimal() else 1
        self.fields["text"].label = _("Rad %(number)s") % {"number": number}

    def full_clean(self) -> None:
        """A line that is not to come along may be anything."""
        super().full_clean()
        if self.is_bound and not self.cleaned_data.get("take"):
            self._errors = ErrorDict()
            self.cleaned_data["text"] = ""


LineFormSet = forms.formset_factory(
    LineForm, FormSet, extra=0, max_num=MAX_LINES, absolute_max=MAX_LINES, validate_max=True
)
