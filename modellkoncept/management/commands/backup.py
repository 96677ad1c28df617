"""Write the database, the files and the keys of open boards to one archive."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from modellkoncept.management.backup_and_restore import back_up


class Command(BaseCommand):
    help = _("Säkerhetskopierar databas, filer och nycklar till en fil, också medan allt är igång.")
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file",
            type=Path,
            help=_(
                "filen att spara till, eller en mapp där filen får namn efter tiden; bara du"
                " kan läsa den"
            ),
        )
        parser.add_argument("--yes", action="store_true", help=_("ersätt utan att fråga"))
        keys = parser.add_mutually_exclusive_group()
        keys.add_argument(
            "--keys-beside",
            type=Path,
            metavar="MAPP",
            help=_(
                "nycklarna i en egen mapp, som bara innehåller de nycklar som behövs nu, och"
                " inte i filen"
            ),
        )
        keys.add_argument(
            "--without-keys",
            action="store_true",
            help=_("utan nycklarna till tavlor som inte är förseglade"),
        )

    def handle(
        self, *, file: Path, yes: bool, keys_beside: Path | None, without_keys: bool, **options: Any
    ) -> None:
        back_up(
            file,
            with_keys=not (without_keys or keys_beside),
            keys_beside=keys_beside,
            is_sure=yes,
            say=self.stdout.write,
        )
