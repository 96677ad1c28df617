"""Forms of what was before this system: an organisation's earlier part, and a stated figure."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from modellkoncept.fields.form_fields import LineField, WholeNumberField
from modellkoncept.fields.forms import Form
from programmes.models import Participation
from programmes.models.histories import FIRST_YEAR, LAST_YEAR

MOST_ORGANISATIONS = 400  # more than there are


class EarlierPartForm(Form):
    role = forms.ChoiceField(
        label=_("Som"),
        choices=Participation.Kind,
        error_messages={"required": _("Välj deltagare eller mentor.")},
    )
    first_year = WholeNumberField(
        label=_("Började år"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        error_messages={"required": _("Skriv året med fyra siffror.")},
    )
    last_year = WholeNumberField(
        label=_("Slutade år"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        error_messages={"required": _("Skriv året med fyra siffror.")},
    )
    source = LineField(
        label=_("Källa"),
        required=False,
        max_length=200,
        help_text=_("Var uppgiften står, till exempel ett diarienummer."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("first_year"), cleaned.get("last_year")
        if first and last and last < first:
            self.add_error("last_year", _("Skriv ett år som inte är före året den började."))
        return cleaned


class StatedFigureForm(Form):
    year = WholeNumberField(
        label=_("Till och med år"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        error_messages={"required": _("Skriv året med fyra siffror.")},
    )
    municipalities = WholeNumberField(
        label=_("Kommuner"),
        min_value=0,
        max_value=MOST_ORGANISATIONS,
        error_messages={"required": _("Skriv hur många kommuner.")},
    )
    regions = WholeNumberField(
        label=_("Regioner"),
        min_value=0,
        max_value=MOST_ORGANISATIONS,
        error_messages={"required": _("Skriv hur många regioner.")},
    )
    source = LineField(
        label=_("Källa"),
        max_length=200,
        error_messages={"required": _("Skriv var uppgiften står.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        self.helper = FormHelper()
        self.helper.form_tag = False
