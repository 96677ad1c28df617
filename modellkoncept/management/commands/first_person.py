"""Print the address where the first person of an empty system says who she is."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError
from django.utils.translation import gettext as _

from modellkoncept.management.start_sentences import first_person_url
from programmes.errors import PeopleExistError
from programmes.services.first_person import make_key


class Command(BaseCommand):
    help = _(
        "Skriver ut adressen där den första personen kommer in, så länge det inte finns någon."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line. Each run makes a new key, and the one before leads in no more."""
        try:
            key = make_key()
        except PeopleExistError as error:
            raise CommandError(
                _("Här finns redan personer. De loggar in på %s/logga-in/ och bjuder in andra.")
                % settings.BASE_URL
            ) from error
        except OperationalError as error:
            raise CommandError(
                _("Databasen svarar inte. Starta den först, till exempel med ./start.")
            ) from error
        except ProgrammingError as error:
            raise CommandError(_("Tabellerna saknas. Kör manage.py migrate först.")) from error
        self.stdout.write(first_person_url(key))
