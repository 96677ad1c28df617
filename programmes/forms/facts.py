"""The form of an organisation's facts."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.utils.html import format_html

from modellkoncept.fields.forms import ModelForm
from programmes.models import FACT_FIELDS, FACT_PARTS, OrganisationFacts


class FactsForm(ModelForm):
    """Every question is optional: what is empty can be answered another day."""

    class Meta:
        model = OrganisationFacts
        fields = FACT_FIELDS
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in FACT_FIELDS}

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            *(
                Div(HTML(format_html("<h2>{}</h2>", heading)), *names, css_class="f-part")
                for heading, names in FACT_PARTS.items()
            )
        )
