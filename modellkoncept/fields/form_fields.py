"""Form fields for what people type: text, clock times, days, numbers.

Lengths are counted after the cleaning, in characters as the database counts them. No field has
HTML's `maxlength`: a browser counts emoji twice and cuts what is pasted without a word.
"""

from collections.abc import Callable
from datetime import date, time
from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from modellkoncept.fields.forms import NO_NUL
from modellkoncept.text import cleaning, pasted_lines, times

LONGEST_QUOTED = 40  # characters of what was typed, in an error


class LineField(forms.CharField):
    """Text on one line."""

    clean_typed: Callable[[str], str] = staticmethod(cleaning.clean_line)
    default_error_messages = {
        "required": _("Skriv något här."),
        "max_length": _("Skriv högst %(limit_value)s tecken. Nu är det %(show_value)s."),
        "min_length": _("Skriv minst %(limit_value)s tecken. Nu är det %(show_value)s."),
    }

    def to_python(self, value: Any) -> Any:
        typed = str(value) if value not in self.empty_values else ""
        _refuse_nul(typed)
        text = self.clean_typed(typed)
        return text if cleaning.is_seen(text) else self.empty_value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attributes = super().widget_attrs(widget)
        kept = {name: each for name, each in attributes.items() if "length" not in name}
        if widget.is_hidden:
            return kept
        # The page says when it is too long (static/js/field-length.js).
        longest = {} if self.max_length is None else {"data-longest": self.max_length}
        # What is typed from the right is shown from the right.
        return {**kept, **longest, "dir": "auto"}


class LinesField(LineField):
    """Text with line breaks in it."""

    widget = forms.Textarea
    clean_typed = staticmethod(cleaning.clean_text)


class PastedTextField(LinesField):
    """A whole pasted page, whose lines keep their numbers: the empty ones stay."""

    @staticmethod
    def clean_typed(text: str) -> str:
        return "\n".join(map(cleaning.clean_line, cleaning.split_lines(text)))


class UnmarkedLineField(LineField):
    """Text on one line that the page itself numbers: a number or bullet pasted with it goes."""

    clean_typed = staticmethod(pasted_lines.without_mark)


class UnmarkedLinesField(LinesField):
    """Lines that the page itself numbers or marks: what was pasted in front of each goes."""

    @staticmethod
    def clean_typed(text: str) -> str:
        return "\n".join(pasted_lines.lines_of(text))


class _ReadField(forms.Field):
    """A field whose value is read from text; what cannot be read is quoted in the refusal."""

    kind: type
    read: Callable[[str], Any]

    def to_python(self, value: Any) -> Any:
        if isinstance(value, self.kind) or value is None:
            return value
        typed = cleaning.clean_line(str(value))
        if not typed:
            return None
        try:
            _refuse_nul(str(value))
            return type(self).read(typed)
        except (times.NotReadError, forms.ValidationError) as error:
            code = "no_such" if isinstance(error, times.NoSuchTimeError) else "invalid"
            raise forms.ValidationError(
                self.error_messages[code],
                code=code,
                params={"typed": _quoted(typed)},
            ) from error


class ClockField(_ReadField, forms.TimeField):
    """A clock time in text: shown as 09.30 whatever language the browser speaks."""

    kind, read = time, staticmethod(times.read_time)
    default_error_messages = {
        "required": _("Skriv ett klockslag, till exempel 09.30."),
        "invalid": _("”%(typed)s” går inte att läsa som ett klockslag. Skriv det så här: 09.30."),
        "no_such": _("Klockslaget ”%(typed)s” finns inte. Skriv det så här: 09.30."),
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TimeInput(format="%H.%M"))
        super().__init__(**options)


class DayField(_ReadField, forms.DateField):
    """A day, chosen in the browser's calendar or written."""

    kind, read = date, staticmethod(times.read_day)
    default_error_messages = {
        "required": _("Välj en dag."),
        "invalid": _("”%(typed)s” går inte att läsa som en dag. Skriv den så här: 2028-04-03."),
        "no_such": _("Dagen ”%(typed)s” finns inte. Skriv den så här: 2028-04-03."),
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**options)


class WholeNumberField(_ReadField, forms.IntegerField):
    """A whole number in text: a browser's number field throws away what it cannot read."""

    kind, read = int, staticmethod(times.read_number)
    default_error_messages = {
        "required": _("Skriv ett tal med siffror."),
        "min_value": _("Skriv minst %(limit_value)s."),
        "max_value": _("Skriv högst %(limit_value)s."),
        "invalid": _("”%(typed)s” går inte att läsa som ett helt tal. Skriv det med siffror."),
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric"}))
        super().__init__(**options)


class MinutesField(WholeNumberField):
    """So many minutes: 90, ”90 min” or ”1 h 30 min”."""

    read = staticmethod(times.read_minutes)
    default_error_messages = {
        "required": _("Skriv hur många minuter."),
        "min_value": _("Skriv minst %(limit_value)s min."),
        "max_value": _("Skriv högst %(limit_value)s min."),
        "invalid": _("”%(typed)s” går inte att läsa som minuter. Skriv till exempel 45."),
    }


# NUL comes from no keyboard and no clipboard: who sends it is told.
_refuse_nul = ProhibitNullCharactersValidator(message=NO_NUL)


def _quoted(typed: str) -> str:
    return typed if len(typed) <= LONGEST_QUOTED else f"{typed[:LONGEST_QUOTED]} …"
