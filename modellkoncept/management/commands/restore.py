"""Replace the database, the files and the keys by what a backup has."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from modellkoncept.management.backup_and_restore import restore


class Command(BaseCommand):
    help = _(
        "Återställer en säkerhetskopia, helt eller inte alls. Stoppa webbservern och"
        " bakgrundsprocesserna först."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help=_("filen som kommandot backup skapade"))
        parser.add_argument("--yes", action="store_true", help=_("ersätt utan att fråga"))

        keys = parser.add_mutually_exclusive_group()
        keys.add_argument(
            "--keys-beside",
            type=Path,
            metavar="MAPP",
            help=_("mappen som backup --keys-beside lade nycklarna i"),
        )
        keys.add_argument(
            "--without-keys",
            action="store_true",
            help=_("behåll nycklarna som finns här, och ta inga ur filen"),
        )

    def handle(
        self, *, file: Path, yes: bool, keys_beside: Path | None, without_keys: bool, **options: Any
    ) -> None:
        restore(
            file,
            with_keys=not without_keys,
            keys_beside=keys_beside,
            is_sure=yes,
            say=self.stdout.write,
        )
