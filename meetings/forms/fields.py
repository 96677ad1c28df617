"""Form fields that several forms share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

# However people write a clock time: 9.30, 09:30, 0930 or just 9.
CLOCK_FORMATS = ["%H.%M", "%H:%M", "%H%M", "%H"]


class ClockField(forms.TimeField):
    """A clock time in text: shown as 09.30 whatever language the browser speaks."""

    default_error_messages = {"invalid": _("Skriv klockslaget så här: 09.30.")}

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TimeInput(format="%H.%M", attrs={"maxlength": 5}))
        super().__init__(input_formats=CLOCK_FORMATS, **options)
