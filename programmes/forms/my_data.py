"""Forms of the user's own data: the name, the address, and the code sent to it."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from modellkoncept.database.address_field import AddressFormField
from modellkoncept.fields.form_fields import LineField
from modellkoncept.fields.forms import Form
from programmes.forms.people import NameField
from programmes.models import User

MAX_ADDRESS = 254  # characters, as mail itself allows


class NameForm(Form):
    """Form that changes the user's name."""

    full_name = NameField(
        label=gettext_lazy("Namn"),
        max_length=120,
        error_messages={"required": gettext_lazy("Skriv ditt namn.")},
        help_text=gettext_lazy("Så ser de andra i omgången det."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        self.fields["full_name"].widget.attrs["autocomplete"] = "name"
        self.helper = _helper(gettext_lazy("Spara namnet"))


class NewAddressForm(Form):
    """Form that asks for a code to a new address."""

    email = AddressFormField(
        label=gettext_lazy("Ny e-postadress"),
        help_text=gettext_lazy("Vi skickar en kod till den nya adressen."),
        max_length=MAX_ADDRESS,
        error_messages={"required": gettext_lazy("Skriv den nya e-postadressen.")},
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        self.user = user
        # Without a maximum: a pasted address with blanks around it is cleaned first.
        self.fields["email"].widget.attrs = {"autocomplete": "email"}
        self.helper = _helper(gettext_lazy("Skicka kod"))

    def clean_email(self) -> str:
        address: str = self.cleaned_data["email"]
        if address == self.user.email:
            raise forms.ValidationError(_("Det är redan din adress. Skriv den nya."))
        return address


class NewAddressCodeForm(Form):
    """Form that confirms the code in the letter to the new address."""

    code = LineField(
        label=gettext_lazy("Kod"),
        help_text=gettext_lazy("Sex siffror. Du kan klistra in den."),
        max_length=40,
        error_messages={"required": gettext_lazy("Skriv koden som står i mejlet.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("label_suffix", "")
        super().__init__(*args, **options)
        self.fields["code"].widget.attrs |= {
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
        }
        self.helper = _helper(gettext_lazy("Byt adress"))


def _helper(button: Any) -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.add_input(Submit("send", button))
    return helper
