"""Backup and restore as commands: what is asked first, and what is said afterwards.

`./start --backup`, `./start --restore`, `manage.py backup` and `manage.py restore` are the same.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage, storages
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.models import FileField
from django.utils import timezone
from django.utils.translation import gettext as _

from modellkoncept import embedded
from modellkoncept.embedded import backup, postgres
from modellkoncept.embedded.backup_archive import BackupError, Manifest
from modellkoncept.embedded.single_instance import AlreadyRunningError, single_instance
from modellkoncept.embedded.supervisor import RestartLimitError, Supervisor
from modellkoncept.files.keys import needed_key_files
from modellkoncept.version import VERSION
from modellkoncept.web.health import WARNINGS

Say = Callable[[str], object]


def back_up(
    path: Path, *, with_keys: bool, is_sure: bool, say: Say, keys_beside: Path | None = None
) -> None:
    """Write everything to one archive and check it, also while the system runs.

    In a folder the archive is named after the moment. With `keys_beside` no archive holds keys:
    that folder is made to hold those of today, and no others.
    """
    path = _from_where_it_was_typed(path)
    keys_beside = keys_beside and _from_where_it_was_typed(keys_beside)
    if (with_keys or keys_beside) and _keys() is None:
        raise CommandError(_("Nycklarna ligger inte i en mapp: välj --without-keys."))
    if path.is_dir():
        path /= f"modellkoncept-{timezone.localtime():%Y-%m-%dT%H%M%S}.tar"
    if path.is_file() and not is_sure:
        _ask(_("%s finns redan. Ska den ersättas?") % path)
        is_sure = True
    with _sentences(), _database(running_is_well=True):
        manifest = backup.back_up(
            _system(),
            path,
            version=VERSION,
            with_keys=with_keys,
            keys_beside=keys_beside,
            needed_keys=needed_key_files() if keys_beside else (),
            overwrite=is_sure,
        )
        missing = _missing_keys() if _is_migrated(_known_migrations(), manifest) else ""
    say(_("Säkerhetskopian är skapad och kontrollerad: %s") % path)
    say(_contents(manifest))
    if keys_beside:
        say(
            _(
                "Nycklarna till tavlor som inte är förseglade finns i %s, och inga andra. Nästa"
                " säkerhetskopia tar bort nycklarna till tavlor som har förseglats."
            )
            % keys_beside
        )
    elif with_keys:
        say(
            _(
                "Arkivet innehåller nycklarna till tavlor som inte är förseglade. Spara det"
                " inte längre än tavlorna är öppna: med nycklarna kan någon läsa i databasens"
                " loggar och kopior i vilken ordning lapparna skrevs. Med --without-keys följer"
                " de inte med."
            )
        )
    else:
        say(
            _(
                "Nycklarna är inte med: lappar på tavlor som inte är förseglade kan bara läsas där"
                " nycklarna finns kvar."
            )
        )
    if missing:
        say(_("Varning: %s.") % missing)


def restore(
    path: Path,
    *,
    is_sure: bool,
    say: Say,
    with_keys: bool = True,
    keys_beside: Path | None = None,
) -> None:
    """Replace everything by what the archive has, after checking all of it."""
    path = _from_where_it_was_typed(path)
    keys_beside = keys_beside and _from_where_it_was_typed(keys_beside)
    with _sentences():
        system = _system()
        backup.refuse_impossible_keys(
            system, backup.check(path), with_keys=with_keys, keys_beside=keys_beside
        )
        with _database(running_is_well=False):
            if not is_sure and backup.holds_data(system):
                _ask(_("Här finns redan data, som försvinner. Ska den ersättas?"))
            known = _known_migrations()
            manifest = backup.restore(
                system, path, known_migrations=known, with_keys=with_keys, keys_beside=keys_beside
            )
            is_migrated = _is_migrated(known, manifest)
            lost = _named_but_missing() if is_migrated else 0
            missing = _missing_keys() if is_migrated else ""
    say(_("Allt är återställt och kontrollerat: %s") % path)
    say(_contents(manifest))
    if lost:
        say(_("Filer som databasen nämner men som saknas i säkerhetskopian: %s") % lost)
    if missing:
        say(_("Varning: %s.") % missing)
    if not is_migrated:
        say(
            _(
                "Säkerhetskopian är från en äldre version: kör ./start eller manage.py migrate"
                " för att uppdatera databasen."
            )
        )


def _system() -> backup.System:
    storage = default_storage
    if not isinstance(storage, FileSystemStorage):
        raise CommandError(_("Filerna ligger inte i en mapp: säkerhetskopiera dem där de ligger."))
    return backup.System(
        database_url=settings.DATABASE_URL,
        data=settings.DATA_DIR,
        files=Path(storage.location),
        keys=_keys(),
    )


def _keys() -> Path | None:
    """The folder of the keys of boards that are not sealed; None when they are in no folder."""
    storage = storages["keys"]
    return Path(storage.location) if isinstance(storage, FileSystemStorage) else None


def _from_where_it_was_typed(path: Path) -> Path:
    """./start goes to the project's folder; a file is meant where the person is."""
    return Path(os.environ.get("CALLED_FROM") or ".", path).resolve()


@contextmanager
def _sentences() -> Iterator[None]:
    try:
        yield
    except (BackupError, embedded.CannotRunError) as error:
        raise CommandError(str(error)) from error
    except DatabaseError as error:
        raise CommandError(_("Databasen svarar inte: %s") % error) from error
    except RestartLimitError as error:
        raise CommandError(_("Databasen startar inte, se %s.") % error.program.log) from error
    except AlreadyRunningError as error:
        raise CommandError(
            _("Systemet är igång (%s/). Stoppa det med Ctrl-C där det startades och försök igen.")
            % error.url
        ) from error


@contextmanager
def _database(*, running_is_well: bool) -> Iterator[None]:
    """The database, started for the while when it is the private one and does not run."""
    connections.close_all()
    if os.environ.get("DATABASE_URL"):
        yield
        return
    with ExitStack() as after:
        try:
            after.enter_context(single_instance(settings.DATA_DIR, settings.BASE_URL))
        except AlreadyRunningError:
            if not running_is_well:
                raise
            yield
            return
        supervisor = Supervisor()
        after.callback(embedded.remove_socket_dir, settings.DATA_DIR)
        after.callback(supervisor.stop)
        program = postgres.program(settings.DATA_DIR, any_version=running_is_well)
        supervisor.start(program)
        supervisor.wait_for(program)
        postgres.create_database(settings.DATA_DIR)
        yield
        connections.close_all()


def _ask(question: str) -> None:
    """Go on only after a yes. Nobody at the keyboard is a no."""
    answer = ""
    if sys.stdin is not None and sys.stdin.isatty():
        with suppress(EOFError, KeyboardInterrupt):
            answer = input(f"{question} {_('Skriv ja:')} ")
    if answer.strip().lower() not in {"ja", "yes"}:
        raise CommandError(_("%s Kör igen med --yes. Ingenting är ändrat.") % question)


def _contents(manifest: Manifest) -> str:
    return _("Tabeller: %(tables)s, rader: %(rows)s, filer: %(files)s, nycklar: %(keys)s.") % {
        "tables": len(manifest.tables),
        "rows": sum(manifest.tables.values()),
        "files": manifest.count("files"),
        "keys": manifest.count("keys"),
    }


def _known_migrations() -> set[tuple[str, str]]:
    return set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def _missing_keys() -> str:
    """What the health page will say of keys that are missing; empty when none is."""
    said = WARNINGS["keys"]()
    connection.close()
    return said


def _is_migrated(known: set[tuple[str, str]], manifest: Manifest) -> bool:
    return known <= {(app, name) for app, name in manifest.migrations}


def _named_but_missing() -> int:
    """How many files the rows name that are not there: removed while the backup was made."""
    missing = 0
    for model in apps.get_models():
        for field in model._meta.get_fields():  # noqa: SLF001 – Django's public API, despite its name
            if isinstance(field, FileField):
                names = model._base_manager.exclude(**{field.name: ""})  # noqa: SLF001 – as above
                for name in names.values_list(field.name, flat=True):
                    missing += bool(name) and not default_storage.exists(name)
    connection.close()
    return missing
