"""Fill an empty system with one complete round of invented people, through the services."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from modellkoncept.demo import fill


class Command(BaseCommand):
    help = "Fyller ett tomt system med en påhittad omgång. Säkert att köra igen."

    def handle(self, *args: Any, **options: Any) -> None:
        """Build the demo, finish one that was interrupted, or leave a finished one alone.

        Refuses, and changes nothing, when anybody but the demo's own people is here.
        """
        if fill.has_real_people():
            raise CommandError(
                "Här finns riktiga personer. Demon fylls bara i ett system utan dem; "
                "ingenting är ändrat."
            )
        round = fill.demo_round()
        if round and fill.is_finished(round):
            self.stdout.write("Demon finns redan. Ingenting är ändrat.")
            return
        if round is None:
            round = fill.build_round(timezone.localdate())
        # Each note is a transaction of its own, so the rest comes in steps that may be repeated.
        fill.seed_conference(round)
        self.stdout.write("Demon är fylld: en omgång, sex organisationer, 26 personer, 50 lappar.")
