"""Bring the organisations here in line with the register that comes with the program."""

from typing import Any

from django.core.management.base import BaseCommand

from programmes.services.organisations import load_register


class Command(BaseCommand):
    help = (
        "Läser in registret över kommuner och regioner på nytt. Namn som någon har rättat och"
        " egna organisationer ändras aldrig. Säkert att köra igen."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        changed = load_register()
        self.stdout.write(f"Registret är inläst. Ändrade organisationer: {changed}.")
