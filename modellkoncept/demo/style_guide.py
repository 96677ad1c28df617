"""Sample values for the style guide's components: invented data, a form of every widget.

It belongs to the demo, and like its pages it may know the apps.
"""

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.paginator import Paginator
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from modellkoncept.fields.form_fields import (
    ClockField,
    DayField,
    LineField,
    LinesField,
    MinutesField,
)
from modellkoncept.fields.forms import Form
from programmes.timeline.drawing import draw
from programmes.timeline.types import FULL, SMALL, Drawing, Milestone, Size, Words

ROLES = [
    ("pol", _("Politiker")),
    ("chef", _("Chefer")),
    ("strat", _("Strateger och nyckelpersoner")),
]


@dataclass(frozen=True)
class ExampleTheme:
    position: int
    name: str

    def __str__(self) -> str:
        return self.name


class ExampleForm(Form):
    """A form with every widget that the product uses, with hints."""

    name = LineField(
        label=_("Organisation"),
        max_length=60,
        help_text=_("Som den står i beslutet."),
        error_messages={"required": _("Skriv organisationens namn.")},
    )
    email = forms.EmailField(label=_("E-postadress"), help_text=_("Dit skickar vi koden."))
    kind = forms.ChoiceField(
        label=_("Träff"), choices=[("1", _("Lärandeträff 1")), ("2", _("Lärandeträff 2"))]
    )
    day = DayField(label=_("Dag"))
    starts_at = ClockField(label=_("Börjar"), help_text=_("Till exempel 09.30."))
    minutes = MinutesField(label=_("Minuter"), min_value=1, max_value=600)
    text = LinesField(
        label=_("Text till deltagarna"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    role = forms.ChoiceField(
        label=_("Roll"),
        choices=ROLES,
        widget=forms.RadioSelect,
        help_text=_("Rollen avgör vilken rollgrupp du skriver i."),
    )
    agreed = forms.BooleanField(
        label=_("Vi har ett beslut"), help_text=_("Beslutet ska finnas i diariet.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class ExampleUndo(Form):
    """Stands for the hidden fields that an undo carries."""


def draw_timeline(size: Size) -> Drawing:
    """A made-up round, seen on one day in the middle of it."""
    met = [
        (date(2026, 9, 21), gettext("Uppstartskonferens"), gettext("Start"), "S"),
        (date(2026, 12, 7), gettext("Lärandeträff 1"), gettext("Träff 1"), "1"),
        (date(2027, 5, 20), gettext("Lärandeträff 2"), gettext("Träff 2"), "2"),
        (date(2028, 3, 27), gettext("Resultatkonferens"), gettext("Resultat"), "R"),
    ]
    return draw(
        lanes=["Granviks kommun", "Region Nordhav", "Tallsunds kommun"],
        milestones=[
            Milestone(day, name, date_format(day, gettext("j b Y")), short, mark)
            for day, name, short, mark in met
        ],
        starts_on=date(2026, 9, 21),
        ends_on=date(2028, 3, 27),
        today=date(2027, 2, 15),
        words=Words(
            today=gettext("I dag 15 februari") if size.tells_all else gettext("I dag"),
            home=gettext("Arbete hemma"),
            month=lambda day: date_format(day, gettext("b Y") if day.month == 1 else gettext("b")),
        ),
        size=size,
    )


def context() -> dict[str, object]:
    filled = {"name": "Region Granvik", "kind": "2", "day": date(2027, 5, 20)}
    filled |= {"starts_at": time(9, 30), "minutes": 60, "role": "pol", "agreed": True}
    return {
        "form_filled": ExampleForm(initial=filled, auto_id="filled_%s"),
        "form_wrong": ExampleForm(
            {"email": "karin.ek", "minutes": "0", "starts_at": "halv tio"}, auto_id="wrong_%s"
        ),
        "undo_form": ExampleUndo(),
        "tabs": [
            {"url": "#flikar", "text": _("Lappar"), "count": 50, "current": True},
            {"url": "#flikar-2", "text": _("Sammanfattning")},
            {"url": "#flikar-3", "text": _("Dokument"), "count": 2},
        ],
        "timeline_full": draw_timeline(FULL),
        "timeline_small": draw_timeline(SMALL),
        "terms": [30, 60, 35],
        "a_page": Paginator(range(60), 20).page(2),
        "a_day": date(2027, 5, 20),
        "a_time": time(9, 30),
        "theme_of_mentor": ExampleTheme(2, gettext("Styrning och ledning")),
    }
