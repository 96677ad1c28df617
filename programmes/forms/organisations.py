"""Forms of the register of organisations: the search, a name, one added by hand."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from modellkoncept.fields.form_fields import LineField
from modellkoncept.fields.forms import Form
from programmes.models import Organisation, Participation
from programmes.register.entries import RegisterEntry, register_by_code
from programmes.register.search import find

NAME_LENGTH = 120


class OrganisationForm(Form):
    """The name of an organisation, and of one that is not in the register its kind too."""

    name = LineField(
        label=_("Namn"),
        max_length=NAME_LENGTH,
        error_messages={"required": _("Skriv organisationens namn.")},
    )
    kind = forms.ChoiceField(
        label=_("Slag"),
        choices=Organisation.Kind,
        error_messages={"required": _("Välj kommun eller region.")},
        widget=forms.RadioSelect,
    )

    near = LineField(
        label=_("Ligger i eller nära kommunen"),
        max_length=NAME_LENGTH,
        required=False,
        help_text=_("Till exempel Umeå. Då kan vi räkna ut avståndet när mentorer föreslås."),
    )

    def __init__(self, *args: Any, is_registered: bool = False, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        if is_registered:
            del self.fields["kind"], self.fields["near"]
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_near(self) -> RegisterEntry | None:
        """The municipality or region of the register whose place it has."""
        typed: str = self.cleaned_data["near"]
        if not typed:
            return None
        found = find(register_by_code().values(), typed)
        if not found:
            raise forms.ValidationError(_("Ingen kommun heter så. Skriv till exempel Umeå."))
        return found[0]

    def for_service(self) -> dict[str, Any]:
        """What the service takes: the place as coordinates, and none where none was written."""
        fields = dict(self.cleaned_data)
        if near := fields.pop("near", None):
            fields |= {"latitude": near.latitude, "longitude": near.longitude}
        return fields


class JoinForm(Form):
    """Which organisation comes into the round, and as what."""

    organisation = LineField(
        max_length=12,
        widget=forms.HiddenInput,
        error_messages={"required": _("Välj en organisation i listan.")},
    )
    kind = forms.ChoiceField(
        label=_("Lägg till som"),
        choices=Participation.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj om organisationen är deltagare eller mentor.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
