"""Forms of the people of an organisation, and of what each lets the others see."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from modellkoncept.database.address_field import AddressFormField
from modellkoncept.fields.form_fields import LineField
from modellkoncept.fields.forms import Form
from programmes.invitations.parsing import names
from programmes.models import Membership, Participation, Role
from programmes.queries.people import WORDS, State


class _WithoutTagMixin:
    """A form whose tag stands in the template."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        self.helper = FormHelper()
        self.helper.form_tag = False


class NameField(LineField):
    """The name of a person, which goes into letters to others: no link and no formula."""

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not names.is_name(value):
            raise forms.ValidationError(_("Det ser inte ut som ett namn."))


class MemberForm(_WithoutTagMixin, Form):
    """What a member is in her organisation."""

    role = forms.ChoiceField(
        label=_("Roll"),
        choices=Role.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj en roll.")},
    )
    is_coordinator = forms.BooleanField(
        label=_("Samordnare"),
        required=False,
        help_text=_("Bjuder in och ändrar organisationens personer."),
    )


class SeatForm(_WithoutTagMixin, Form):
    """Who takes a seat: her name and her address."""

    full_name = NameField(
        label=_("Namn"),
        max_length=120,
        error_messages={"required": _("Skriv namnet.")},
    )
    email = AddressFormField(label=_("E-post"), max_length=254)


class CoordinatorForm(_WithoutTagMixin, Form):
    """Who coordinates the organisation when its last coordinator is removed; for SKR."""

    coordinator = forms.ModelChoiceField(
        Membership.objects.none(),
        label=_("Ny samordnare"),
        empty_label=_("Välj en person"),
        error_messages={"required": _("Välj vem som blir samordnare i stället.")},
    )

    def __init__(self, *args: Any, leaving: Membership, **options: Any) -> None:
        super().__init__(*args, **options)
        others = Membership.objects.filter(participation=leaving.participation_id)
        field = self.fields["coordinator"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 – for the type only
        field.queryset = others.exclude(pk=leaving.pk).select_related("user")


class PeopleFilterForm(_WithoutTagMixin, Form):
    """Which people of a round are shown; what cannot be read chooses nothing."""

    q = LineField(label=_("Sök"), required=False, max_length=120)
    roll = forms.ChoiceField(
        label=_("Roll"), required=False, choices=[("", _("Alla roller")), *Role.choices]
    )
    organisation = forms.ModelChoiceField(
        Participation.objects.none(),
        label=_("Organisation"),
        required=False,
        empty_label=_("Alla organisationer"),
    )
    lage = forms.ChoiceField(
        label=_("Inbjudan"),
        required=False,
        choices=[("", _("Alla lägen")), *((state.value, WORDS[state]) for state in State)],
    )

    def __init__(self, *args: Any, participations: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 – for the type only
        field.queryset = participations

    @property
    def chosen(self) -> dict[str, Any]:
        """The choices that can be read, as the queries take them."""
        self.is_valid()
        cleaned = self.cleaned_data
        organisation = cleaned.get("organisation")
        return {
            "role": cleaned.get("roll", ""),
            "organisation": organisation.pk if organisation else 0,
            "state": cleaned.get("lage", ""),
            "words": cleaned.get("q", ""),
        }


class ContactFilterForm(_WithoutTagMixin, Form):
    """Which contacts of a round are shown."""

    roll = forms.ChoiceField(
        label=_("Roll"), required=False, choices=[("", _("Alla roller")), *Role.choices]
    )
    organisation = forms.ModelChoiceField(
        Participation.objects.none(),
        label=_("Organisation"),
        required=False,
        empty_label=_("Alla organisationer"),
    )

    def __init__(self, *args: Any, participations: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 – for the type only
        field.queryset = participations

    @property
    def chosen(self) -> dict[str, Any]:
        """The choices that can be read, as the query takes them."""
        self.is_valid()
        organisation = self.cleaned_data.get("organisation")
        return {
            "role": self.cleaned_data.get("roll", ""),
            "organisation": organisation.pk if organisation else 0,
        }
