"""Is what was typed possible? The forms never save."""

import re
from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from padlet import wording
from padlet.documents import kind_of
from padlet.models import Board
from padlet.outline import BY_GROUP, BY_QUESTION
from padlet.services import LARGEST_GROUP, MOST_GROUPS, MOST_MINUTES

MOST_PROMPTS = 6
LONGEST_NUMBER = 6  # digits


class BoardForm(forms.Form):
    """A new board: its heading, and its questions, one on each line."""

    title = forms.CharField(label=_("Rubrik"), max_length=120)
    prompts = forms.CharField(
        label=_("Frågor"),
        help_text=_(
            "En fråga på varje rad. {roll} byts mot gruppens namn och {övriga roller} mot de "
            "andra gruppernas, så att varje grupp får frågan ställd till sig."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
        initial="\n".join(wording.STANDARD_PROMPTS),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.attrs = {"class": "stack"}
        self.helper.add_input(Submit("save", _("Gör tavlan")))

    def clean_prompts(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["prompts"].splitlines()]
        prompts = [line for line in lines if line]
        if len(prompts) > MOST_PROMPTS:
            raise forms.ValidationError(
                _("Ställ högst %(most)s frågor. Nu är det %(now)s."),
                params={"most": MOST_PROMPTS, "now": len(prompts)},
            )
        for prompt in prompts:
            if len(prompt) > 200:  # noqa: PLR2004 – the length of the column
                raise forms.ValidationError(
                    _("En fråga får ha högst 200 tecken: ”%(start)s …”"),
                    params={"start": prompt[:40]},
                )
            if unknown := wording.unknown_fields(prompt):
                raise forms.ValidationError(
                    _("{%(word)s} går inte att byta ut. Skriv {roll} eller {övriga roller}."),
                    params={"word": unknown[0]},
                )
        return prompts


class GroupSizesField(forms.CharField):
    """How many people each small group has: "8", or "5, 4, 5" for three small groups."""

    def clean(self, value: Any) -> list[int]:
        text = super().clean(value)
        parts = [part for part in re.split(r"[\s,;+]+|och", text) if part]
        if not parts or not all(part.isdecimal() and len(part) <= LONGEST_NUMBER for part in parts):
            raise forms.ValidationError(
                _("Skriv antalet med siffror, till exempel 8 eller 5, 4, 5.")
            )
        sizes = [int(part) for part in parts]
        if not all(1 <= size <= LARGEST_GROUP for size in sizes):
            raise forms.ValidationError(
                _("En grupp har mellan 1 och %(most)s personer."), params={"most": LARGEST_GROUP}
            )
        if len(sizes) > MOST_GROUPS:
            raise forms.ValidationError(
                _("Dela upp i högst %(most)s smågrupper."), params={"most": MOST_GROUPS}
            )
        return sizes


class OpenBoardForm(forms.Form):
    """What must be stated before anybody writes; none of it can be changed afterwards."""

    mode = forms.ChoiceField(label=_("När ska lapparna synas?"), choices=Board.Mode)
    tick_seconds = forms.TypedChoiceField(
        label=_("Hur ofta ska nya lappar komma upp?"),
        choices=[
            (2, _("Varannan sekund")),
            (5, _("Var femte sekund")),
            (15, _("Fyra gånger i minuten")),
        ],
        coerce=int,
        initial=2,
        help_text=_("Alla nya lappar kommer upp samtidigt, i slumpad ordning."),
    )

    def __init__(self, *args: Any, board: Board, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = list(board.sections.all())
        sizes = {
            f"size_{section.pk}": GroupSizesField(
                label=_("Hur många är ni? %(group)s") % {"group": section},
                help_text=_("Ett tal för varje smågrupp. Skriv 5, 4, 5 för tre smågrupper."),
            )
            for section in self.sections
        }
        self.fields = {**sizes, **self.fields}
        self.helper = FormHelper()
        self.helper.attrs = {"class": "stack"}
        self.helper.add_input(Submit("open", _("Öppna tavlan")))

    @property
    def group_sizes(self) -> dict[int, list[int]]:
        return {section.pk: self.cleaned_data[f"size_{section.pk}"] for section in self.sections}


class DocumentForm(forms.Form):
    """What a board's document holds, and in which order."""

    content = forms.ChoiceField(
        label=_("Vad ska vara med?"),
        choices=[
            ("summary", _("Sammanfattningen först, sedan lapparna")),
            ("notes", _("Bara lapparna")),
        ],
        widget=forms.RadioSelect,
        initial="summary",
    )
    order = forms.ChoiceField(
        label=_("I vilken ordning?"),
        choices=[
            (BY_GROUP, _("Grupp för grupp, med alla frågor under varje grupp")),
            (BY_QUESTION, _("Fråga för fråga, med alla grupper under varje fråga")),
        ],
        widget=forms.RadioSelect,
        initial=BY_GROUP,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.attrs = {"class": "stack"}
        self.helper.add_input(Submit("make", _("Gör PDF och Word")))

    @property
    def kind(self) -> str:
        """The name of the kind of document that was chosen."""
        return kind_of(
            by=self.cleaned_data["order"], with_summary=self.cleaned_data["content"] == "summary"
        )


class SelectionForm(forms.Form):
    """Which of a round's notes: one question or all, on which boards."""

    fraga = forms.ChoiceField(label=_("Fråga"), required=False)
    tavla = forms.MultipleChoiceField(
        label=_("Tavlor"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Utan kryss är alla med."),
    )

    def __init__(
        self, *args: Any, boards: list[Board], questions: dict[str, str], **kwargs: Any
    ) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.boards = boards
        choices: dict[str, Any] = {
            "fraga": [("", _("Alla frågor")), *questions.items()],
            "tavla": [(str(board.pk), _name_of(board)) for board in boards],
        }
        for name, offered in choices.items():
            field = cast(forms.ChoiceField, self.fields[name])
            field.choices = offered
        self.fields["tavla"].initial = [str(board.pk) for board in boards]
        self.helper = FormHelper()
        self.helper.form_tag = False

    @property
    def question(self) -> str:
        return str(self.cleaned_data["fraga"]) if self.is_valid() else ""

    @property
    def chosen(self) -> list[Board]:
        """The boards that were ticked; all of them when none was."""
        ticked = self.cleaned_data["tavla"] if self.is_valid() else []
        return [board for board in self.boards if str(board.pk) in ticked] or self.boards


def _name_of(board: Board) -> str:
    gathered = board.meeting.group or _("hela omgången")
    return f"{board.title} ({board.meeting.title}, {gathered})"


class MinutesForm(forms.Form):
    """How long the countdown is to run."""

    minuter = forms.IntegerField(
        min_value=1,
        max_value=MOST_MINUTES,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            format_lazy(_("Skriv minuterna med siffror, mellan 1 och {most}."), most=MOST_MINUTES),
        ),
    )


class ProjectorForm(forms.Form):
    """What the projector shows: question 1, 2 …, or 0 for all; or one after another."""

    fraga = forms.IntegerField(min_value=0, max_value=1000)
    bildspel = forms.BooleanField(required=False)
