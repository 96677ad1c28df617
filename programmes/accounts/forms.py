"""The forms of signing in."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from modellkoncept.database.address_field import AddressFormField
from modellkoncept.fields.form_fields import LineField
from modellkoncept.fields.forms import Form

MAX_ADDRESS = 254  # characters, as mail itself allows
SIGN_IN = _("Logga in")
MAX_NAME = 120  # characters, as many as the column has
MAX_KEY = 80  # characters of a key, with blanks and dashes pasted along
MAX_TYPED = 40  # characters of a code, with blanks and dashes pasted along


class AskForCodeForm(Form):
    """Form that requests a code by e-mail."""

    email = AddressFormField(
        label=_("E-postadress"),
        help_text=_("Adressen som inbjudan skickades till."),
        max_length=MAX_ADDRESS,
        error_messages={"required": _("Skriv din e-postadress.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Without a maximum: a pasted address with blanks around it is cleaned first.
        self.fields["email"].widget.attrs = {"autocomplete": "email"}
        self.helper = _helper(_("Skicka kod"))


class ConfirmCodeForm(Form):
    """Form that confirms the code in the letter."""

    code = forms.CharField(
        label=_("Kod"),
        help_text=_("Du kan klistra in den. I mejlet står hur länge den gäller."),
        max_length=MAX_TYPED,
        error_messages={
            "required": _("Skriv koden som står i mejlet."),
            "max_length": _("Koden är för lång. Skriv bara koden som står i mejlet."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs = {
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "class": "si-code num",
        }
        self.helper = _helper(SIGN_IN)


class SecondStepForm(Form):
    """Form of the code that an app shows, or of a recovery code."""

    code = forms.CharField(
        label=_("Kod från appen"),
        help_text=_("Sex siffror. Har du inte telefonen? Skriv en av dina reservkoder."),
        max_length=MAX_TYPED,
        error_messages={
            "required": _("Skriv koden som appen visar."),
            "max_length": _("Koden är för lång. Skriv bara koden som appen visar."),
        },
    )

    def __init__(
        self, *args: Any, button: Any = SIGN_IN, has_recovery: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not has_recovery:
            self.fields["code"].help_text = _("Sex siffror.")
        self.fields["code"].widget.attrs = {
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "class": "si-code num" if button is SIGN_IN else "num",
        }
        self.helper = _helper(button)


class PasskeyForm(Form):
    """Form of what the browser says of a passkey: JSON that its script puts in."""

    credential = forms.JSONField(
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Webbläsaren svarade inte med någon passnyckel. Försök igen."),
            "invalid": _("Webbläsaren svarade inte med någon passnyckel. Försök igen."),
        },
    )

    def clean_credential(self) -> dict[str, Any]:
        """Whatever else JSON can hold is no credential."""
        credential = self.cleaned_data["credential"]
        if not isinstance(credential, dict):
            raise forms.ValidationError(self.fields["credential"].error_messages["invalid"])
        return credential


class FirstPersonForm(Form):
    """Form of who the first person is, with the key that the terminal prints."""

    full_name = LineField(
        label=_("Namn"),
        max_length=MAX_NAME,
        error_messages={"required": _("Skriv för- och efternamn.")},
    )
    email = AddressFormField(
        label=_("E-postadress"),
        help_text=_("Koden skickas hit."),
        max_length=MAX_ADDRESS,
        error_messages={"required": _("Skriv din e-postadress.")},
    )
    key = LineField(
        label=_("Engångsnyckel"),
        help_text=_("Den står i terminalen där programmet startades, sist i adressen."),
        max_length=MAX_KEY,
        error_messages={"required": _("Skriv nyckeln som står i terminalen.")},
    )

    def __init__(self, *args: Any, needs_key: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["full_name"].widget.attrs |= {"autocomplete": "name"}
        self.fields["email"].widget.attrs = {"autocomplete": "email"}
        self.fields["key"].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}
        if not needs_key:
            del self.fields["key"]
        self.helper = _helper(_("Skicka kod"))


def _helper(button: Any) -> FormHelper:
    """Form helper without a form tag: the page writes it, with the return address."""
    helper = FormHelper()
    helper.form_tag = False
    helper.add_input(Submit("send", button))
    return helper
