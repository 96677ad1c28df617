"""Allauth adapter: no sign-up, and codes by e-mail through the outbox."""

import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from modellkoncept.mail.outbox import queue_mail


class CodeOnlyAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Den här personen kan inte logga in längre."),
        "incorrect_code": _("Koden stämmer inte. Läs i mejlet en gång till och skriv sex siffror."),
        "too_many_login_attempts": _(
            "Det blev för många försök. Vänta några minuter och be sedan om en ny kod."
        ),
        "rate_limited": _("Det blev för många försök. Vänta några minuter."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People are invited to a round; nobody signs up."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put allauth's mail in the outbox: one sender of e-mail, one log of what was sent."""
        message = self.render_mail(template_prefix, email, context)
        queue_mail(
            key=f"sign-in-{uuid.uuid4()}",
            to=email,
            subject=message.subject,
            body=str(message.body),
            forget_body_when_sent=True,
        )
