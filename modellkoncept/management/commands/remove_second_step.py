"""Let somebody who lost her telephone sign in by e-mail alone again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from modellkoncept.text.email_address import normal_address_or_text
from programmes.models import User
from programmes.services.second_steps import remove_second_steps


class Command(BaseCommand):
    help = _("Stänger av det andra steget för den som har tappat telefon och reservkoder.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", help=_("personens e-postadress"))

    def handle(self, *, address: str, **options: Any) -> None:
        user = User.objects.filter(email=normal_address_or_text(address)).first()
        if user is None:
            raise CommandError(_("Ingen person har adressen %s.") % address)
        remove_second_steps(user=user)
        self.stdout.write(_("%s loggar nu in med bara koden i mejlet.") % user)
