"""The two sign-in forms, with this product's texts and layout. Allauth does the checking."""

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django.utils.translation import gettext_lazy as _


class AskForCodeForm(RequestLoginCodeForm):
    """Form that requests a code by e-mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        email.label = _("E-postadress")
        email.help_text = _("Den som du har fått inbjudan till.")
        email.widget.attrs = {"autocomplete": "email"}
        self.helper = _helper(_("Skicka kod"))


class ConfirmCodeForm(ConfirmLoginCodeForm):
    """Form that confirms the six-digit code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = _("Kod")
        code.help_text = _("Du kan klistra in den. Koden gäller i 10 minuter.")
        code.max_length = 12  # with blanks pasted along
        code.widget.attrs = {
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "maxlength": code.max_length,
            "class": "si-code num",
        }
        self.helper = _helper(_("Logga in"))


def _helper(button: Any) -> FormHelper:
    """Form helper without a form tag: the page writes it, with the return address."""
    helper = FormHelper()
    helper.form_tag = False
    helper.add_input(Submit("send", button))
    return helper
