"""Forms of political decisions: what is known of one, a section of its document, its headings."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from modellkoncept.fields.form_fields import DayField, LineField, LinesField
from modellkoncept.fields.forms import Form, ModelForm
from modellkoncept.files.pdf_uploads import MAX_PDF_BYTES, pdf_flaw
from programmes.decision_texts.sections import DEFAULT_HEADINGS, Heading, SectionName
from programmes.models import Decision
from programmes.models.decisions import HEADING_LENGTH, SECTION_LENGTH

MEGABYTE = 1024 * 1024
YEARS_AHEAD = 10
FLAWS = {
    "name": gettext_lazy("Filen är ingen PDF. Spara den som PDF och försök igen."),
    "size": gettext_lazy("Filen är för stor eller tom. Den får vara högst %(most)s MB."),
    "content": gettext_lazy(
        "Filen har namnet på en PDF men innehåller något annat. Spara den som PDF igen."
    ),
}


def flaw_message(flaw: str) -> str:
    return str(FLAWS[flaw]) % {"most": MAX_PDF_BYTES // MEGABYTE}


class PdfField(forms.FileField):
    """One PDF, looked into."""

    widget = forms.FileInput(attrs={"accept": ".pdf,application/pdf"})

    def clean(self, data: Any, initial: Any = None) -> UploadedFile | None:
        file: UploadedFile | None = super().clean(data, initial)
        if file and (flaw := pdf_flaw(file.name or "", file)):
            raise forms.ValidationError(flaw_message(flaw))
        return file


class DecisionForm(ModelForm):
    """What is known of a decision. Only its kind is required: the rest comes with time."""

    pdf = PdfField(
        label=gettext_lazy("Beslutet som PDF"),
        required=False,
        help_text=gettext_lazy("Protokollsutdrag eller beslut, högst 10 MB."),
    )

    class Meta:
        model = Decision
        fields = ["kind", "body", "decided_on", "paragraph", "dnr", "recipients"]
        field_classes = {"decided_on": DayField}
        widgets = {
            "body": forms.TextInput(attrs={"list": "bodies"}),
            "recipients": forms.Textarea(attrs={"rows": 4}),
        }
        error_messages = {"kind": {"required": gettext_lazy("Välj vad beslutet gäller.")}}
        help_texts = {
            "body": gettext_lazy("Nämnd, styrelse eller fullmäktige. Skriv det som ni brukar."),
            "decided_on": gettext_lazy("Lämna tomt så länge beslutet bara är planerat."),
            "paragraph": gettext_lazy("Till exempel § 45."),
            "dnr": gettext_lazy("Skriv det precis som i ert diarium."),
            "recipients": gettext_lazy("En funktion på varje rad, inga namn på personer."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            "kind",
            "body",
            Div("decided_on", "paragraph", css_class="a-two"),
            "dnr",
            "recipients",
            "pdf",
        )

    def clean_decided_on(self) -> date | None:
        day: date | None = self.cleaned_data["decided_on"]
        last = timezone.localdate().year + YEARS_AHEAD
        if day and day.year > last:
            raise forms.ValidationError(_("Välj en dag till och med %(year)s.") % {"year": last})
        return day

    @property
    def fields_given(self) -> dict[str, Any]:
        """What the service takes, with the file under its name there."""
        given = dict(self.cleaned_data)
        file = given.pop("pdf")
        return {**given, "file": file}


class SectionForm(Form):
    """The text of one section of a decision's document."""

    text = LinesField(
        label=gettext_lazy("Text"),
        max_length=SECTION_LENGTH,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy(
            "En tom rad börjar ett nytt stycke. Rader som börjar med 1. eller - blir en lista."
        ),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        self.helper = FormHelper()
        self.helper.form_tag = False


class HeadingsForm(Form):
    """What an organisation calls each section, and which of them its documents have."""

    def __init__(self, *args: Any, headings: Mapping[SectionName, Heading], **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        for name, heading in headings.items():
            self.fields[f"{name}_text"] = LineField(
                label=_("Avsnittet ”%(name)s”") % {"name": DEFAULT_HEADINGS[name].text},
                max_length=HEADING_LENGTH,
                initial=heading.text,
                error_messages={"required": _("Skriv en rubrik.")},
            )
            self.fields[f"{name}_is_used"] = forms.BooleanField(
                label=_("Är med i dokumentet"), required=False, initial=heading.is_used
            )
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            *(Div(f"{name}_text", f"{name}_is_used", css_class="d-heading") for name in headings)
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get(f"{SectionName.PROPOSAL}_is_used"):
            self.add_error(
                f"{SectionName.PROPOSAL}_is_used",
                _("Förslaget till beslut måste vara med i dokumentet."),
            )
        return cleaned

    @property
    def headings(self) -> dict[SectionName, Heading]:
        given = self.cleaned_data
        return {
            name: Heading(given[f"{name}_text"], is_used=given[f"{name}_is_used"])
            for name in SectionName
        }
