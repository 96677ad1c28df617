"""Form that plans the removal of a round's personal data: the day and the decision."""

from datetime import timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from modellkoncept.fields.form_fields import DayField, LineField
from modellkoncept.fields.forms import Form
from modellkoncept.privacy import disposal_decision
from programmes.closing.models import Closing
from programmes.closing.services import DEFAULT_DAYS


class RemovalForm(Form):
    remove_on = DayField(
        label=gettext_lazy("Ta bort personuppgifterna den"),
        help_text=gettext_lazy("Fram till dess kan ni ändra er."),
    )
    decision = LineField(
        label=gettext_lazy("Beslut om gallring"),
        max_length=disposal_decision.LENGTH,
        error_messages={
            "required": gettext_lazy("Skriv datum, diarienummer och instans för beslutet.")
        },
        help_text=gettext_lazy(
            "Datum, diarienummer och instans, till exempel 2028-04-03, SKR 2028/00123,"
            " avdelningen. Skriv inga namn: kvittot sparas."
        ),
    )
    without_pack = forms.BooleanField(
        label=gettext_lazy("Ta bort uppgifterna fast inget arkivpaket är skapat"), required=False
    )

    def __init__(self, *args: Any, closing: Closing, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        today = timezone.localdate()
        kwargs["initial"] = {
            "remove_on": closing.remove_on or today + timedelta(days=DEFAULT_DAYS),
            "decision": closing.decision,
            "without_pack": closing.without_pack,
        }
        super().__init__(*args, **kwargs)
        self.closing = closing
        if closing.ready_pack or closing.is_packing:
            del self.fields["without_pack"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        word = _("Ändra dagen") if closing.remove_on else _("Bestäm dagen")
        self.helper.add_input(Submit("plan", word))

    def clean_remove_on(self) -> Any:
        remove_on = self.cleaned_data["remove_on"]
        if remove_on <= timezone.localdate():
            raise forms.ValidationError(
                _("Välj en dag från och med i morgon, så att ni hinner ändra er.")
            )
        return remove_on

    def clean_decision(self) -> str:
        reference: str = self.cleaned_data["decision"]
        if not disposal_decision.is_complete(reference):
            raise forms.ValidationError(
                _("Beslutet ska ha datum (2028-04-03), diarienummer och instans.")
            )
        return reference

    def clean(self) -> dict[str, Any]:
        if self.closing.is_packing:
            raise forms.ValidationError(
                _("Arkivpaketet skapas just nu. Vänta tills det är klart och bestäm dagen då.")
            )
        if self.closing.ready_pack is None and not self.cleaned_data.get("without_pack"):
            self.add_error(
                "without_pack",
                _("Inget arkivpaket är skapat. Skapa det först, eller kryssa i här."),
            )
        return self.cleaned_data
