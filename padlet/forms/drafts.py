"""Forms that prepare a board before it opens."""

import re
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meetings.models import Meeting
from modellkoncept.fields.form_fields import LineField, MinutesField, WholeNumberField
from modellkoncept.fields.forms import Form
from modellkoncept.privacy.small_groups import is_small
from padlet.forms.boards import AgendaItemField
from padlet.models import MAX_BREAKOUTS, Board, Section
from padlet.queries.breakouts import (
    breakout_name,
    numbered_breakouts,
    registered_sizes,
    unnamed_breakouts,
)
from padlet.services.boards import MAX_BREAKOUT_SIZE, MAX_MINUTES
from padlet.services.drafts import MAX_DOTS

MAX_DIGITS = 6  # digits
HOW_TO_STATE_SIZES = _("Skriv antalet med siffror, till exempel 8 eller 5, 4, 5.")
SIZE_LABELS = {
    Section.RoleGroup.POLITICIANS: _("Antal politiker"),
    Section.RoleGroup.MANAGERS: _("Antal chefer"),
    Section.RoleGroup.STRATEGISTS: _("Antal strateger och nyckelpersoner"),
    Section.RoleGroup.EVERYBODY: _("Antal deltagare"),
}


class BreakoutSizesField(LineField):
    """How many people each breakout has: "8", or "5, 4, 5" for three breakouts."""

    def clean(self, value: Any) -> list[int]:
        text = super().clean(value)
        parts = [part for part in re.split(r"[\s,;+]+|och", text) if part]
        if not parts or not all(part.isdecimal() and len(part) <= MAX_DIGITS for part in parts):
            raise forms.ValidationError(HOW_TO_STATE_SIZES)
        sizes = [int(part) for part in parts]
        if not all(1 <= size <= MAX_BREAKOUT_SIZE for size in sizes):
            raise forms.ValidationError(
                _("En grupp har mellan 1 och %(most)s personer."),
                params={"most": MAX_BREAKOUT_SIZE},
            )
        if len(sizes) > MAX_BREAKOUTS:
            raise forms.ValidationError(
                _("Dela upp i högst %(most)s smågrupper."), params={"most": MAX_BREAKOUTS}
            )
        return sizes


class OpenBoardForm(Form):
    """Form of what is stated before a board opens: the sizes, and settings that have defaults."""

    mode = forms.ChoiceField(
        label=_("När ska lapparna synas?"),
        choices=Board.Mode,
        widget=forms.RadioSelect,
        initial=Board.Mode.LIVE,
        help_text=_(
            "”Samla först” passar när grupperna inte ska påverka varandra: ingen ser något förrän "
            "du visar allt på en gång."
        ),
    )
    tick_seconds = forms.TypedChoiceField(
        label=_("Hur ofta ska nya lappar visas?"),
        choices=[
            (2, _("Varannan sekund")),
            (5, _("Var femte sekund")),
            (15, _("Fyra gånger i minuten")),
        ],
        coerce=int,
        initial=2,
        help_text=_("Alla nya lappar visas samtidigt, i slumpad ordning."),
    )
    approves = forms.BooleanField(
        label=_("Jag godkänner varje lapp innan andra ser den"),
        required=False,
        help_text=_(
            "Behövs sällan. Du kan alltid dölja en lapp i efterhand. Med ”Samla först” går du "
            "igenom lapparna när insamlingen är slut."
        ),
    )
    dots_each = WholeNumberField(
        label=_("Antal röster per person"),
        initial=0,
        min_value=0,
        max_value=MAX_DOTS,
        required=False,
        help_text=_("Deltagarna röstar på de viktigaste lapparna. 0 betyder ingen röstning."),
    )
    minutes = MinutesField(
        label=_("Skrivtid i minuter"),
        min_value=1,
        max_value=MAX_MINUTES,
        required=False,
        help_text=_("Visas som nedräkning på alla skärmar. Du kan ge mer tid efter hand."),
    )
    ends_writing = forms.BooleanField(
        label=_("Stäng för nya lappar när tiden är ute"),
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, board: Board, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        self.sections = list(board.sections.all())
        self.proposed_sizes, self.has_counted = _proposed_sizes(board.meeting, self.sections)
        options.setdefault("initial", _initial(board, self.proposed_sizes))
        super().__init__(*args, **options)
        sizes = {_size_of(section): _size_field(section) for section in self.sections}
        self.fields = {**sizes, **self.fields}
        if board.meeting.agenda_items.exists():
            self.fields["agenda_item"] = AgendaItemField(
                board.meeting,
                label=_("Öppna tavlan automatiskt när en punkt på dagordningen börjar"),
                help_text=_(
                    "Välj en punkt och spara utan att öppna, så öppnas tavlan när punkten börjar. "
                    "Tiden är ute senast när punkten är slut. Flyttas punkten gäller den nya tiden."
                ),
            )

    # The parts of the form: what is asked of everybody, and what is folded.

    def sized(self) -> list[forms.BoundField]:
        return [self[_size_of(section)] for section in self.sections]

    def fixed(self) -> list[forms.BoundField]:
        return [self[name] for name in ("mode", "tick_seconds", "approves", "dots_each")]

    def timed(self) -> list[forms.BoundField]:
        names = ("minutes", "ends_writing", "agenda_item")
        return [self[name] for name in names if name in self.fields]

    @property
    def is_unfolded(self) -> bool:
        """Whether something among the folded fields is wrong, or other than its default."""
        folded = [*self.fixed(), *self.timed()]
        return any(
            field.errors or _as_typed(field.value()) != _as_typed(field.field.initial)
            for field in folded
        )

    @property
    def breakout_sizes(self) -> dict[int, list[int]]:
        """What was stated, by section; before anything is, what is proposed."""
        if not self.is_bound:
            return self.proposed_sizes
        return {section.pk: self.cleaned_data[_size_of(section)] for section in self.sections}

    @property
    def stated(self) -> dict[str, Any]:
        """What `prepare_board` takes, besides the board."""
        names = ["mode", "tick_seconds", "approves", "minutes", "ends_writing"]
        return {name: self.cleaned_data[name] for name in names} | {
            "breakout_sizes": self.breakout_sizes,
            "dots_each": self.cleaned_data["dots_each"] or 0,
            "agenda_item": self.cleaned_data.get("agenda_item"),
        }

    @property
    def small_breakouts(self) -> list[dict[str, Any]]:
        """The groups in which others can guess who wrote, to be said before the board opens."""
        return [
            {
                "name": breakout_name(str(section), number),
                "size": size,
                "section": section,
                "may_merge": bool(number),
            }
            for section in self.sections
            for number, size in numbered_breakouts(self.breakout_sizes[section.pk])
            if is_small(size)
        ]

    @property
    def unnamed_breakouts(self) -> list[dict[str, str]]:
        """By section, the breakouts that no note will name, as words."""
        found = []
        for section in self.sections:
            section.breakout_sizes = self.breakout_sizes[section.pk]
            if numbers := unnamed_breakouts(section):
                found.append({"name": str(section), "groups": _listed(numbers)})
        return found

    @property
    def sizes_key(self) -> str:
        """A key of the breakout sizes, which shows whether a confirmation was of these."""
        return ";".join(f"{pk}:{sizes}" for pk, sizes in self.breakout_sizes.items())

    def merged(self, section_id: str) -> QueryDict:
        """What was typed, but with this section's breakouts as one."""
        typed: QueryDict = self.data.copy()  # type: ignore[attr-defined]
        for section in self.sections:
            if str(section.pk) == section_id:
                typed[_size_of(section)] = str(sum(self.breakout_sizes[section.pk]))
        return typed


def _listed(numbers: list[int]) -> str:
    """1, 2 och 4."""
    return str(get_text_list([str(number) for number in numbers], gettext("och")))


def _size_of(section: Section) -> str:
    return f"size_{section.pk}"


def _size_field(section: Section) -> BreakoutSizesField:
    return BreakoutSizesField(
        label=SIZE_LABELS[Section.RoleGroup(section.role_group)],
        error_messages={"required": HOW_TO_STATE_SIZES},
    )


def _as_typed(value: Any) -> str:
    """The value as its field sends it, the same for nothing, no and none."""
    return "" if value in {None, False, "0"} else str(value)


def _proposed_sizes(meeting: Meeting, sections: list[Section]) -> tuple[dict[int, list[int]], bool]:
    """By section the sizes stated earlier, else how many are registered; and whether any is that.

    Empty where nothing was stated and nobody is registered yet: then it is asked.
    """
    sizes = {section.pk: section.breakout_sizes for section in sections}
    unstated = [section for section in sections if not section.breakout_sizes]
    registered = registered_sizes(meeting) if unstated else {}
    counted = {section.pk: registered.get(section.role_group, 0) for section in unstated}
    possible = {pk: [size] for pk, size in counted.items() if 1 <= size <= MAX_BREAKOUT_SIZE}
    return sizes | possible, bool(possible)


def _initial(board: Board, sizes: dict[int, list[int]]) -> dict[str, Any]:
    """What was said earlier, when the board was set up or prepared."""
    names = ["mode", "tick_seconds", "approves", "dots_each", "minutes", "ends_writing"]
    return (
        {f"size_{pk}": ", ".join(map(str, stated)) for pk, stated in sizes.items()}
        | {name: getattr(board, name) for name in names}
        | {"agenda_item": board.agenda_item_id}
    )
