"""Fields for short lists that people type one line at a time: themes, and groups."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from modellkoncept.fields.form_fields import LinesField
from modellkoncept.text.cleaning import clean_line, split_lines
from modellkoncept.text.pasted_lines import lines_of

LONGEST_LINE = 120  # characters, as the columns of themes and groups take


class ListField(LinesField):
    """Names, one on each line, each once."""

    default_error_messages = {
        "too_many": _("Skriv högst %(most)s rader. Nu är det %(now)s."),
        "too_long": _("Korta ”%(line)s …”: en rad får ha högst %(most)s tecken."),
        "twice": _("”%(line)s” står på två rader. Ta bort den ena."),
    }

    def __init__(self, *, most: int, is_numbered: bool = False, **options: Any) -> None:
        """`is_numbered`: the page numbers the lines, so numbers pasted in front of them go."""
        self._most, self._is_numbered = most, is_numbered
        options.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        options.setdefault("max_length", most * (LONGEST_LINE + 10))
        super().__init__(**options)

    def read(self, text: str) -> list[str]:
        """The lines of what was typed, right or wrong."""
        if self._is_numbered:
            return lines_of(text)
        return [line for line in map(clean_line, split_lines(text)) if line]

    def clean(self, value: Any) -> Any:
        found = self.read(super().clean(value) or "")
        if len(found) > self._most:
            raise self._refusal("too_many", most=self._most, now=len(found))
        for line in found:
            if len(line) > LONGEST_LINE:
                raise self._refusal("too_long", line=line[:40], most=LONGEST_LINE)
            if found.count(line) > 1:
                raise self._refusal("twice", line=line)
        return found

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else "\n".join(value)

    def _refusal(self, code: str, **params: Any) -> forms.ValidationError:
        return forms.ValidationError(self.error_messages[code], code=code, params=params)
