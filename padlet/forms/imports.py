"""An old wall, pasted as text: what is guessed of its lines, and what a person says they are."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from meetings.models import Meeting
from modellkoncept.fields.form_fields import LineField, PastedTextField
from modellkoncept.fields.forms import Form
from padlet.forms.drafts import BreakoutSizesField
from padlet.models import Section
from padlet.services.notes import MAX_NOTES
from padlet.texts import prompt_wording
from padlet.texts.wall_parser import (
    MAX_PROMPT_LENGTH,
    Kind,
    Line,
    Wall,
    build_wall,
    guess_kinds,
    lines_of,
    may_be_alone,
    may_be_named,
    removed_from,
)

MAX_CHARACTERS = 300_000
MAX_LINES = 5_000
MAX_PROMPTS = 30
MAX_TITLE_LENGTH = 120
MAX_INSTRUCTIONS_LENGTH = 4000
BYTES_OF_A_CHOICE = 48  # of one line: the name of its menu and what is chosen
# A character may take four bytes, each sent as %F0.
MAX_WALL_BYTES = 12 * MAX_CHARACTERS + BYTES_OF_A_CHOICE * MAX_LINES + 4096
MAX_FIELDS = MAX_LINES + 200  # a menu for every line, and the rest of the form
SIZE = "size_"
QUOTED = 40  # characters of a line, in an error

CHOICES = {
    Kind.NOTE: _("Lapp"),
    Kind.NOTE_WITHOUT_NAME: _("Lapp, utan namnet"),
    Kind.MORE: _("Hör till lappen ovanför"),
    Kind.MORE_WITHOUT_NAME: _("Hör till lappen ovanför, utan namnet"),
    Kind.PROMPT: _("Fråga"),
    Kind.POLITICIANS: _("Grupp: Politiker"),
    Kind.MANAGERS: _("Grupp: Chefer"),
    Kind.STRATEGISTS: _("Grupp: Strateger"),
    Kind.EVERYBODY: _("Grupp: Alla"),
    Kind.BREAKOUT: _("Smågrupp: 1, 2, 3 …"),
    Kind.TITLE: _("Rubrik på tavlan"),
    Kind.INSTRUCTION: _("Instruktion"),
    Kind.NAME: _("Namn, sparas inte"),
    Kind.LEFT_OUT: _("Utelämnas"),
}
LOOKS = {
    Kind.TITLE: "title",
    Kind.POLITICIANS: "title",
    Kind.MANAGERS: "title",
    Kind.STRATEGISTS: "title",
    Kind.EVERYBODY: "title",
    Kind.BREAKOUT: "heading",
    Kind.PROMPT: "heading",
    Kind.INSTRUCTION: "told",
    Kind.NOTE: "note",
    Kind.NOTE_WITHOUT_NAME: "note",
    Kind.MORE: "more",
    Kind.MORE_WITHOUT_NAME: "more",
    Kind.NAME: "off",
    Kind.LEFT_OUT: "off",
}
NEED_A_NAME = {Kind.NOTE_WITHOUT_NAME, Kind.MORE_WITHOUT_NAME}
NOTES = {Kind.NOTE, Kind.MORE}  # whole lines that are stored


@dataclass(frozen=True)
class Row:
    """A line of the paste in its place, with what it is taken for."""

    line: Line
    kind: Kind
    options: SafeString
    removed: str  # the end of the line, or its start, that is not stored
    on_the_board: str  # how the board words the prompt, where that is not as the line does
    may_be_name: bool

    @property
    def name(self) -> str:
        return name_of(self.line)

    @property
    def look(self) -> str:
        """What the row looks like: a title, a heading, a note, a further line, or left out."""
        return LOOKS[self.kind]

    @property
    def kept(self) -> str:
        return self.line.text.removesuffix(self.removed) if self.is_at_end else ""

    @property
    def kept_after(self) -> str:
        return "" if self.is_at_end else self.line.text.removeprefix(self.removed)

    @property
    def is_at_end(self) -> bool:
        return self.line.text.endswith(self.removed)


class ImportForm(Form):
    """The whole text of an old wall; then every line of it with its kind, and a heading."""

    title = LineField(
        label=_("Rubrik"),
        required=False,
        max_length=MAX_TITLE_LENGTH,
        error_messages={"max_length": _("Rubriken får ha högst %(limit_value)s tecken.")},
    )
    text = PastedTextField(
        label=_("Text från Padlet-tavlan"),
        max_length=MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_(
            "Markera allt på Padlet-tavlan, kopiera och klistra in det här. I nästa steg ser du "
            "hur varje rad tolkas och kan ändra det. Namnen vid lapparna sparas inte."
        ),
        error_messages={"required": _("Klistra in texten från Padlet-tavlan.")},
    )
    wall: Wall | None = None

    def __init__(self, *args: Any, meeting: Meeting, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        self.meeting = meeting
        self.lines: list[Line] = []
        self.kinds: list[Kind] = []
        for group in Section.RoleGroup:
            self.fields[size_of(group)] = OptionalBreakoutSizesField(
                label=_("Hur många var de i varje smågrupp? %(group)s") % {"group": group.label},
                help_text=_(
                    "Ett tal för varje smågrupp, i ordning. Lämna tomt om du inte vet: då står"
                    " bara rollgruppen på lapparna."
                ),
                required=False,
            )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        self.lines = lines_of(text)
        if len(self.lines) > MAX_LINES:
            raise forms.ValidationError(
                _("Klistra in högst %(most)s rader åt gången. Nu är det %(now)s."),
                params={"most": MAX_LINES, "now": len(self.lines)},
            )
        self.kinds = [
            chosen or guess
            for chosen, guess in zip(self._chosen(), guess_kinds(self.lines), strict=True)
        ]
        self.wall = build_wall(self.lines, self.kinds)
        _check_size(self.wall)
        return text

    def _chosen(self) -> Iterator[Kind | None]:
        """What a person has said of each line; a line that was not seen is guessed."""
        known = {kind.value: kind for kind in Kind}
        for line in self.lines:
            kind = known.get(self.data.get(name_of(line), ""))
            yield None if kind in NEED_A_NAME and not may_be_named(line) else kind

    def clean(self) -> None:
        self._clean_title()
        for group, breakouts in self._breakouts().items():
            sizes = self.cleaned_data.get(size_of(group))
            if sizes and len(sizes) != breakouts:
                self.add_error(
                    size_of(group),
                    forms.ValidationError(
                        _("Tavlan har %(n)s smågrupper. Skriv ett tal för varje."),
                        params={"n": breakouts},
                    ),
                )

    def _clean_title(self) -> None:
        """What was typed; else the line that is the heading; else the meeting's name."""
        typed = self.cleaned_data.get("title", "")
        proposed = (self.wall.title if self.wall else "") or self.meeting.title
        if "title" not in self.errors and (not typed or typed == self.data.get("title_was")):
            typed = proposed
            if len(typed) > MAX_TITLE_LENGTH:
                self.add_error("title", _("Rubriken får ha högst 120 tecken."))
        self.cleaned_data["title"] = typed
        if "title" not in self.errors or typed:
            self.data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
            self.data["title"] = typed  # type: ignore[index]  # as above
        self.proposed_title = proposed

    def _breakouts(self) -> dict[str, int]:
        """By role group how many breakouts the wall tells of, where it does."""
        groups = self.wall.role_groups if self.wall else []
        return {group: n for group in groups if self.wall and (n := self.wall.breakouts(group))}

    @property
    def breakout_sizes(self) -> dict[str, list[int]]:
        """By role group, what was stated of the breakouts that the wall tells of."""
        stated = {group: self.cleaned_data[size_of(group)] for group in self._breakouts()}
        return {group: sizes for group, sizes in stated.items() if sizes}

    def sized(self) -> list[forms.BoundField]:
        """A field for each role group that the wall tells breakouts of."""
        return [self[size_of(group)] for group in self._breakouts()]

    @cached_property
    def rows(self) -> list[Row]:
        """Every line that says something, in its order."""
        menus = {
            (kind, can_be_named): _options(kind, can_be_named=can_be_named)
            for kind in Kind
            for can_be_named in (False, True)
        }
        return [
            Row(
                line=line,
                kind=kind,
                options=menus[kind, is_named],
                removed=removed_from(line, kind),
                on_the_board=self._other_wording(line),
                may_be_name=kind in NOTES and (is_named or may_be_alone(line)),
            )
            for line, kind in zip(self.lines, self.kinds, strict=True)
            for is_named in [may_be_named(line)]
        ]

    @property
    def unsure(self) -> int:
        """How many lines may hold a name that would be stored."""
        return sum(row.may_be_name for row in self.rows)

    def _other_wording(self, line: Line) -> str:
        asked = self.wall.asked.get(line.number) if self.wall else None
        if asked is None:
            return ""
        worded = prompt_wording.worded_for(*asked, self.meeting.round.language)
        return worded if worded not in line.text else ""


class OptionalBreakoutSizesField(BreakoutSizesField):
    """As when a board opens, but nothing need be stated."""

    def clean(self, value: Any) -> list[int]:
        return super().clean(value) if str(value or "").strip() else []


def size_of(role_group: str) -> str:
    """The name of the field for the sizes of a role group's breakouts."""
    return f"{SIZE}{role_group}"


def name_of(line: Line) -> str:
    """The name of a line's menu: its own wherever it moves when the text is mended."""
    return f"rad-{line.key}"


def _check_size(wall: Wall) -> None:
    """Refuse what no board can hold."""
    if not wall.notes:
        raise forms.ValidationError(
            _("Vi hittade inga lappar i texten. Välj ”Lapp” i menyn vid de rader som är lappar.")
        )
    if len(wall.notes) > MAX_NOTES:
        raise forms.ValidationError(
            _("En tavla kan ha högst %(most)s lappar. Här finns %(now)s."),
            params={"most": MAX_NOTES, "now": len(wall.notes)},
        )
    if len(wall.prompts) > MAX_PROMPTS:
        raise forms.ValidationError(
            _("Vi hittade %(now)s frågor. En tavla kan ha högst %(most)s."),
            params={"now": len(wall.prompts), "most": MAX_PROMPTS},
        )
    for prompt in wall.prompts:
        if len(prompt) > MAX_PROMPT_LENGTH:
            raise forms.ValidationError(
                _("En fråga får ha högst 200 tecken: ”%(start)s …”"),
                params={"start": prompt[:QUOTED]},
            )
    if len(wall.instructions) > MAX_INSTRUCTIONS_LENGTH:
        raise forms.ValidationError(
            _("Instruktionen får ha högst %(most)s tecken. Nu är det %(now)s."),
            params={"most": MAX_INSTRUCTIONS_LENGTH, "now": len(wall.instructions)},
        )


def _options(chosen: Kind, *, can_be_named: bool) -> SafeString:
    """The options of a line's menu, those about a name only where one may stand."""
    return format_html_join(
        "",
        "<option value={}{}>{}</option>",
        (
            (kind.value, SafeString(" selected") if kind is chosen else "", label)
            for kind, label in CHOICES.items()
            if can_be_named or kind not in NEED_A_NAME
        ),
    )
