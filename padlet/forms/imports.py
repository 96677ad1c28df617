"""An old wall, pasted as text."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from modellkoncept.fields.form_fields import LineField, PastedTextField
from modellkoncept.fields.forms import Form
from padlet.forms.drafts import BreakoutSizesField
from padlet.models import Section
from padlet.services.notes import MAX_NOTES
from padlet.texts.wall_parser import Wall, read_wall

MAX_CHARACTERS = 300_000
MAX_WALL_BYTES = 12 * MAX_CHARACTERS + 1024  # a character may take four bytes, each sent as %F0
MAX_LINES = 10_000
MAX_PROMPTS = 30
SIZE = "size_"


class ImportForm(Form):
    """A heading and the whole text of an old wall."""

    title = LineField(
        label=_("Rubrik"),
        max_length=120,
        error_messages={"required": _("Skriv en rubrik.")},
    )
    text = PastedTextField(
        label=_("Text från den gamla väggen"),
        max_length=MAX_CHARACTERS,
        error_messages={"required": _("Klistra in texten från den gamla tavlan.")},
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_(
            "Markera allt på den gamla väggen, kopiera och klistra in det här. Rubriker för "
            "grupperna, frågorna och lapparna känns igen. Lapparna slutar med ”– ANONYMT”."
        ),
    )
    wall: Wall | None = None

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        for group in Section.RoleGroup:
            self.fields[size_of(group)] = OptionalBreakoutSizesField(
                label=_("Hur många var de i varje smågrupp? %(group)s") % {"group": group.label},
                help_text=_(
                    "Ett tal för varje smågrupp, i ordning. Lämna tomt om du inte vet: då står"
                    " bara rollgruppen på lapparna."
                ),
                required=False,
            )
        self.helper = FormHelper()
        self.helper.layout = Layout("title", "text")
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if text.count("\n") > MAX_LINES:
            raise forms.ValidationError(
                _("Klistra in högst %(most)s rader åt gången."), params={"most": MAX_LINES}
            )
        self.wall = read_wall(text)
        if not self.wall.notes:
            raise forms.ValidationError(
                _(
                    "Vi hittade inga lappar i texten. Varje lapp behöver sluta med ”– ANONYMT” och "
                    "stå under en fråga."
                )
            )
        if len(self.wall.notes) > MAX_NOTES:
            raise forms.ValidationError(
                _("En tavla kan ha högst %(most)s lappar. Här finns %(now)s."),
                params={"most": MAX_NOTES, "now": len(self.wall.notes)},
            )
        if len(self.wall.prompts) > MAX_PROMPTS:
            raise forms.ValidationError(
                _("Vi hittade %(now)s frågor. Det är för många för en tavla. Är det rätt text?"),
                params={"now": len(self.wall.prompts)},
            )
        return text

    def clean(self) -> None:
        for group, breakouts in self._breakouts().items():
            sizes = self.cleaned_data.get(size_of(group))
            if sizes and len(sizes) != breakouts:
                self.add_error(
                    size_of(group),
                    forms.ValidationError(
                        _("Väggen har %(n)s smågrupper. Skriv ett tal för varje."),
                        params={"n": breakouts},
                    ),
                )

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

    @property
    def has_readable_wall(self) -> bool:
        """Whether the wall can be shown: all that is wrong, if anything, is a group's size."""
        return self.wall is not None and all(name.startswith(SIZE) for name in self.errors)


class OptionalBreakoutSizesField(BreakoutSizesField):
    """As when a board opens, but nothing need be stated."""

    def clean(self, value: Any) -> list[int]:
        return super().clean(value) if str(value or "").strip() else []


def size_of(role_group: str) -> str:
    """The name of the field for the sizes of a role group's breakouts."""
    return f"{SIZE}{role_group}"
