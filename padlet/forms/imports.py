"""An old wall, pasted as text."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from padlet.services.notes import MAX_NOTES
from padlet.texts.wall_parser import Wall, read_wall

MAX_CHARACTERS = 300_000
MAX_WALL_BYTES = 12 * MAX_CHARACTERS + 1024  # a character may take four bytes, each sent as %F0
MAX_LINES = 10_000
MAX_PROMPTS = 30


class ImportForm(forms.Form):
    """A heading and the whole text of an old wall."""

    title = forms.CharField(label=_("Rubrik"), max_length=120)
    text = forms.CharField(
        label=_("Text från den gamla väggen"),
        max_length=MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_(
            "Markera allt på den gamla väggen, kopiera och klistra in det här. Rubriker för "
            "grupperna, frågorna och lapparna känns igen. Lapparna slutar med ”– ANONYMT”."
        ),
    )
    wall: Wall

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        self.helper = FormHelper()
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
