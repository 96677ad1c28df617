"""Back up and restore the whole system: the database, its files and the keys of open boards.

What is restored is in place wholly or not at all, and is what the archive's manifest says. Works on
the private Postgres and on any other that the address leads to.
"""

import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO

import psycopg

from modellkoncept.embedded import database_copy
from modellkoncept.embedded.backup_archive import (
    DUMP,
    FOLDERS,
    BackupError,
    Manifest,
    Writer,
    new_file,
    read_archive,
)

STAGING = ".restore-"


@dataclass(frozen=True)
class System:
    """What belongs together: a database, and the folders beside each other below `data`."""

    database_url: str
    data: Path
    files: Path
    keys: Path

    def folder(self, name: str) -> Path:
        return {"files": self.files, "keys": self.keys}[name]


def back_up(
    system: System, path: Path, *, version: str, with_keys: bool = True, overwrite: bool = False
) -> Manifest:
    """Write the archive and check it. Works while the system runs and people write.

    The keys are read before the database and after it: the key of a board that is opened or sealed
    meanwhile is there when the copied rows need it. The files come last: each that the copied rows
    name was there. Raises BackupError or CannotRunError, and leaves no half archive.
    """
    _refuse_impossible_target(system, path, overwrite=overwrite)
    began = time.time()
    parameters = database_copy.parameters_of(system.database_url)
    with (
        _in_sentences(path),
        tempfile.TemporaryDirectory(prefix=".backup-", dir=path.parent) as folder,
    ):
        keys = _keys(system) if with_keys else {}
        state, dumped_with = database_copy.dump(parameters, Path(folder, DUMP))
        # One that is read again may be on its way to be overwritten and removed.
        keys = (_keys(system) if with_keys else {}) | keys
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
    return any(tables.values()) or any(_files_in(system.files)) or any(_files_in(system.keys))


def restore(
    system: System, path: Path, *, known_migrations: Collection[tuple[str, str]]
) -> Manifest:
    """Replace the system's database, files and keys by the archive's, after checking all of it.

    An archive without keys leaves the keys that are there. Raises BackupError or CannotRunError,
    and then nothing has changed.
    """
    parameters = database_copy.parameters_of(system.database_url)
    system.data.mkdir(parents=True, exist_ok=True)
    remove_interrupted(system.data)
    with _in_sentences(path), _staging(system.data) as staged, _opened(path) as file:
        manifest = read_archive(file, staged)
        unknown = {(app, name) for app, name in manifest.migrations} - set(known_migrations)
        if unknown:
            raise BackupError(
                "Säkerhetskopian är gjord med en nyare version av programmet"
                f" ({manifest.version}). Hämta den versionen först. Ingenting är ändrat."
            )
        _refuse_a_database_in_use(parameters)
        with (
            database_copy.restoring(parameters, staged / DUMP, manifest) as commit,
            _folders_replaced(system, staged, manifest),
        ):
            commit()
        database_copy.analyze(parameters)
        _check_what_is_there(system, manifest)
    return manifest


def remove_interrupted(data: Path) -> None:
    """Remove what a restoring that was killed had unpacked; the database is as it was before."""
    for folder in data.glob(f"{STAGING}*"):
        shutil.rmtree(folder, ignore_errors=True)


def _refuse_a_database_in_use(parameters: database_copy.Parameters) -> None:
    with database_copy.connect(parameters) as connection:
        others = database_copy.others_connected(connection)
    if others:
        raise BackupError(
            f"Databasen används: {others} andra program är anslutna. Stoppa webben och arbetarna"
            " först. Ingenting är ändrat."
        )


@contextmanager
def _folders_replaced(system: System, staged: Path, manifest: Manifest) -> Iterator[None]:
    """Put the archive's folders in place; put the old ones back if the block fails."""
    replaced: list[Path] = []
    with ExitStack() as undo:
        for name in FOLDERS:
            if name == "keys" and not manifest.with_keys:
                continue
            target, new = system.folder(name).resolve(), staged / name  # it may be a link
            new.mkdir(mode=0o700, exist_ok=True)
            _give_to_the_owner_of(system.data, new)
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.exists():
                old = target.with_name(f".{target.name}.old-{secrets.token_hex(4)}")
                target.rename(old)
                undo.callback(old.rename, target)
                replaced.append(old)
            undo.callback(shutil.rmtree, target, ignore_errors=True)
            shutil.move(new, target)  # perhaps to another disk
        yield
        undo.pop_all()
    for old in replaced:
        if old.name.startswith(f".{system.keys.name}."):
            _overwrite(old)
        shutil.rmtree(old, ignore_errors=True)


def _overwrite(folder: Path) -> None:
    """Leave no key that is replaced readable on the disk."""
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            with path.open("r+b") as file:
                file.write(b"\0" * path.stat().st_size)
                file.flush()
                os.fsync(file.fileno())


def _give_to_the_owner_of(data: Path, folder: Path) -> None:
    """As root, leave the files to the user that the system runs as."""
    owner = data.stat()
    if os.getuid() == 0 and owner.st_uid != 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, owner.st_uid, owner.st_gid)


def _check_what_is_there(system: System, manifest: Manifest) -> None:
    """The self-check: each file in its size, and each table with its rows."""
    for name, about in manifest.members.items():
        folder, _, rest = name.partition("/")
        if rest and (system.folder(folder) / rest).stat().st_size != about["size"]:
            raise BackupError(f"Efter återställningen saknas {name}.")
    with database_copy.connect(database_copy.parameters_of(system.database_url)) as connection:
        state = database_copy.state_of(connection)
    if (state.tables, state.migrations) != (manifest.tables, manifest.migrations):
        raise BackupError("Efter återställningen har tabellerna inte det som arkivet har.")


def _keys(system: System) -> dict[str, bytes]:
    found = {}
    for name in _files_in(system.keys):
        if Path(name).name.startswith("."):
            continue  # not whole yet
        with suppress(FileNotFoundError):  # sealed meanwhile
            found[name] = (system.keys / name).read_bytes()
    return found


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
    inside = [name for name in FOLDERS if path.is_relative_to(system.folder(name))]
    if inside:
        raise BackupError("Arkivet kan inte ligga i mappen som ska kopieras. Välj en annan mapp.")


@contextmanager
def _staging(data: Path) -> Iterator[Path]:
    """A folder beside what is replaced, for what is unpacked; closed to others."""
    folder = Path(tempfile.mkdtemp(prefix=STAGING, dir=data))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


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
