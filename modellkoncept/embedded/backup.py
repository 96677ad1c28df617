"""Back up and restore the whole system: the database, its files and the keys of open boards.

What is restored is in place wholly or not at all, and is what the archive's manifest says. Works on
the private Postgres and on any other that the address leads to.
"""

import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO

import psycopg

from modellkoncept.embedded import database_copy, key_copy
from modellkoncept.embedded.backup_archive import (
    DUMP,
    BackupError,
    Manifest,
    Writer,
    new_file,
    read_archive,
)
from modellkoncept.embedded.staging import (
    folders_replaced,
    remove_interrupted,
    staging,
    unpack_keys,
)


@dataclass(frozen=True)
class System:
    """What belongs together: a database, and the folders beside each other below `data`."""

    database_url: str
    data: Path
    files: Path
    keys: Path | None  # None where they are kept in no folder

    @property
    def folders(self) -> dict[str, Path]:
        return {"files": self.files} | ({"keys": self.keys} if self.keys else {})


def back_up(
    system: System,
    path: Path,
    *,
    version: str,
    with_keys: bool = True,
    keys_beside: Path | None = None,
    needed_keys: Collection[str] = (),
    overwrite: bool = False,
) -> Manifest:
    """Write the archive and check it. Works while the system runs and people write.

    The keys go into the archive, or into the one copy `keys_beside`, or nowhere. They are read
    before the database and after it: the key of a board that is opened or sealed meanwhile is there
    when the copied rows need it. The files come last: each that the copied rows name was there.
    Raises BackupError or CannotRunError, and leaves no half archive.
    """
    with_keys = with_keys and keys_beside is None
    _refuse_impossible_target(system, path, overwrite=overwrite)
    if keys_beside is not None:
        _refuse_impossible_copy(system, path, keys_beside)
    began = time.time()
    parameters = database_copy.parameters_of(system.database_url)
    with (
        _in_sentences(path),
        tempfile.TemporaryDirectory(prefix=".backup-", dir=path.parent) as folder,
    ):
        keys = _keys(system) if with_keys else {}
        if keys_beside is not None and system.keys is not None:
            # First of all: what was sealed is gone from the copy, whatever fails after this.
            key_copy.mirror_keys(system.keys, keys_beside, needed=needed_keys)
        state, dumped_with = database_copy.dump(parameters, Path(folder, DUMP))
        # One that is read again may be on its way to be overwritten and removed.
        keys = (_keys(system) if with_keys else {}) | keys
        if keys_beside is not None and system.keys is not None:
            key_copy.add_keys(system.keys, keys_beside)
        manifest = Manifest(
            version=version,
            made_at=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(began)),
            postgres=state.postgres,
            dumped_with=dumped_with,
            migrations=state.migrations,
            tables=state.tables,
            with_keys=with_keys,
        )
        with new_file(path, overwrite=overwrite) as file:
            writer = Writer(file, manifest, began)
            writer.add_file(DUMP, Path(folder, DUMP))
            for name, content in sorted(keys.items()):
                writer.add(f"keys/{name}", BytesIO(content), len(content))
            for name in _files_in(system.files):
                writer.add_file(f"files/{name}", system.files / name)
            writer.close()
            file.flush()
            file.seek(0)
            read_archive(file)
    return manifest


def check(path: Path) -> Manifest:
    """Read the whole archive and check it. Raises BackupError."""
    with _opened(path) as file:
        return read_archive(file)


def holds_data(system: System) -> bool:
    """Whether restoring would replace anything. Raises BackupError when nothing can be asked."""
    with database_copy.connect(database_copy.parameters_of(system.database_url)) as connection:
        tables = database_copy.state_of(connection).tables
    return any(tables.values()) or any(map(_files_in, system.folders.values()))


def refuse_impossible_keys(
    system: System, manifest: Manifest, *, with_keys: bool = True, keys_beside: Path | None = None
) -> None:
    """Raises BackupError where the keys that are given could not be read by anybody here."""
    if keys_beside is not None:
        if manifest.with_keys:
            raise BackupError(
                "Arkivet har redan nycklar: återställ det utan --keys-beside. Ingenting är ändrat."
            )
        key_copy.refuse_what_is_no_copy(keys_beside)
    is_given = keys_beside is not None or (manifest.with_keys and with_keys)
    if is_given and system.keys is None:
        raise BackupError(
            "Nycklarna ligger inte i en mapp här, så kopians nycklar kan inte läggas tillbaka. Lägg"
            " dem där KEYS_URL anger, och välj --without-keys. Ingenting är ändrat."
        )


def restore(
    system: System,
    path: Path,
    *,
    known_migrations: Collection[tuple[str, str]],
    with_keys: bool = True,
    keys_beside: Path | None = None,
) -> Manifest:
    """Replace the system's database, files and keys by the archive's, after checking all of it.

    The keys come from the archive or from the copy `keys_beside`; without either, those that are
    there stay. Raises BackupError or CannotRunError, and then nothing has changed.
    """
    parameters = database_copy.parameters_of(system.database_url)
    system.data.mkdir(parents=True, exist_ok=True)
    remove_interrupted(system.data)
    with _in_sentences(path), staging(system.data) as staged, _opened(path) as file:
        manifest = read_archive(file, staged)
        refuse_impossible_keys(system, manifest, with_keys=with_keys, keys_beside=keys_beside)
        unknown = {(app, name) for app, name in manifest.migrations} - set(known_migrations)
        if unknown:
            raise BackupError(
                "Säkerhetskopian är skapad med en nyare version av programmet"
                f" ({manifest.version}). Ladda ner den versionen först. Ingenting är ändrat."
            )
        _refuse_a_database_in_use(parameters)
        replaced = {"files": system.files}
        if system.keys and (keys_beside or (manifest.with_keys and with_keys)):
            replaced["keys"] = system.keys
        if keys_beside is not None:
            unpack_keys(keys_beside, staged / "keys")
        with (
            database_copy.restoring(parameters, staged / DUMP, manifest) as commit,
            folders_replaced(system.data, staged, replaced),
        ):
            commit()
        database_copy.analyze(parameters)
        given = key_copy.read_keys(keys_beside) if keys_beside else {}
        _check_what_is_there(system, manifest, replaced, given)
    return manifest


def _refuse_a_database_in_use(parameters: database_copy.Parameters) -> None:
    with database_copy.connect(parameters) as connection:
        others = database_copy.others_connected(connection)
    if others:
        raise BackupError(
            f"Databasen används: {others} andra program är anslutna. Stoppa webbservern och"
            " bakgrundsprocesserna först. Ingenting är ändrat."
        )


def _check_what_is_there(
    system: System, manifest: Manifest, replaced: dict[str, Path], keys_beside: dict[str, bytes]
) -> None:
    """The self-check: each file in its size, each key, and each table with its rows."""
    for name, about in manifest.members.items():
        folder, _, rest = name.partition("/")
        if folder in replaced and (replaced[folder] / rest).stat().st_size != about["size"]:
            raise BackupError(f"Efter återställningen saknas {name}.")
    if keys_beside and system.keys and key_copy.read_keys(system.keys) != keys_beside:
        raise BackupError("Efter återställningen är nycklarna inte de som kopian har.")
    with database_copy.connect(database_copy.parameters_of(system.database_url)) as connection:
        state = database_copy.state_of(connection)
    if (state.tables, state.migrations) != (manifest.tables, manifest.migrations):
        raise BackupError("Efter återställningen har tabellerna inte det som arkivet har.")


def _keys(system: System) -> dict[str, bytes]:
    return key_copy.read_keys(system.keys) if system.keys else {}


def _files_in(folder: Path) -> list[str]:
    """The plain files in the folder, by their names below it; no links."""
    return sorted(
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    )


def _refuse_impossible_target(system: System, path: Path, *, overwrite: bool) -> None:
    if path.is_dir() or not path.parent.is_dir():
        raise BackupError(f"{path} går inte att skriva till: ange en fil i en mapp som finns.")
    if path.exists() and not overwrite:
        raise BackupError(f"{path} finns redan. Ingenting är ändrat.")
    if any(path.is_relative_to(folder) for folder in system.folders.values()):
        raise BackupError("Arkivet kan inte ligga i mappen som ska kopieras. Välj en annan mapp.")


def _refuse_impossible_copy(system: System, path: Path, copy: Path) -> None:
    if system.keys is None:
        raise BackupError("Nycklarna ligger inte i en mapp: välj --without-keys.")
    for folder in (system.files, system.keys):
        here, there = folder.resolve(), copy.resolve()
        if there.is_relative_to(here) or here.is_relative_to(there):
            raise BackupError(
                "Kopian av nycklarna kan inte ligga i mapparna som kopieras. Välj en annan mapp."
            )
    if path.resolve().is_relative_to(copy.resolve()):
        raise BackupError("Arkivet kan inte ligga bland nycklarna. Välj en annan mapp.")
    if copy.exists():
        key_copy.refuse_what_is_no_copy(copy)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise BackupError(f"{path} går inte att läsa: {error.strerror}.") from error
    with file:
        yield file


@contextmanager
def _in_sentences(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = error.filename or path
        raise BackupError(f"Det gick inte ({where}): {error.strerror or error}.") from error
    except psycopg.Error as error:
        said = error.diag.message_primary or type(error).__name__
        raise BackupError(f"Databasen svarade med ett fel: {said}.") from error
