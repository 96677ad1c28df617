"""The archive of a backup: one tar file with the database, the files, the keys and a manifest.

The manifest is the last member and names every other with its size and checksum. What is read from
an archive is believed in nothing: names, kinds, sizes and checksums are checked.
"""

import hashlib
import io
import json
import os
import secrets
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

DUMP = "database.dump"
MANIFEST = "manifest.json"
FOLDERS = ("files", "keys")
FORMAT = 1
LARGEST_MANIFEST = 100_000_000  # bytes
CHUNK = 1024 * 1024


class BackupError(Exception):
    """Why there is no backup or no restoring, as a sentence to show."""


@dataclass
class Manifest:
    """What an archive holds, and what the restored system must have."""

    version: str  # of the product
    made_at: str
    postgres: int  # the major version of the server
    dumped_with: int  # and of pg_dump
    migrations: list[list[str]]
    tables: dict[str, int]  # rows of each
    with_keys: bool
    members: dict[str, dict[str, Any]] = field(default_factory=dict)  # size and sha256 of each
    format: int = FORMAT
    product: str = "modellkoncept"

    def count(self, folder: str) -> int:
        return sum(name.startswith(f"{folder}/") for name in self.members)


@contextmanager
def new_file(path: Path, *, overwrite: bool) -> Iterator[IO[bytes]]:
    """A file that appears under its name when it is whole, readable by its owner only."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if overwrite:
            draft.replace(path)
        else:
            _link(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _link(draft: Path, path: Path) -> None:
    """Give the draft its name, unless somebody has made a file of that name meanwhile."""
    try:
        path.hardlink_to(draft)
    except FileExistsError as error:
        raise BackupError(f"{path} finns redan. Ingenting är ändrat.") from error
    except OSError:  # a file system without links
        draft.replace(path)


class Writer:
    """Add members to an archive, and note their checksums in the manifest."""

    def __init__(self, file: IO[bytes], manifest: Manifest, made_at: float) -> None:
        self._tar = tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115 – close() writes the end
        self._manifest, self._made_at = manifest, made_at

    def add(self, name: str, source: IO[bytes], size: int) -> None:
        hashing = _Hashing(source, size)
        self._tar.addfile(self._member(name, size), hashing)
        self._manifest.members[name] = {"size": size, "sha256": hashing.digest.hexdigest()}

    def add_file(self, name: str, path: Path) -> None:
        """Add the file as it is now; one that has been removed meanwhile is left out."""
        with suppress(FileNotFoundError), path.open("rb") as source:
            self.add(name, source, os.fstat(source.fileno()).st_size)

    def close(self) -> None:
        """Write the manifest and the end of the archive."""
        text = json.dumps(asdict(self._manifest), ensure_ascii=False, indent=1).encode()
        self._tar.addfile(self._member(MANIFEST, len(text)), io.BytesIO(text))
        self._tar.close()

    def _member(self, name: str, size: int) -> tarfile.TarInfo:
        member = tarfile.TarInfo(name)
        member.size, member.mode, member.mtime = size, 0o600, int(self._made_at)
        return member


class _Hashing(io.RawIOBase):
    """Read at most so many bytes, and hash them on the way."""

    def __init__(self, source: IO[bytes], size: int) -> None:
        self._source, self._left = source, size
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        found = self._source.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(found)
        self.digest.update(found)
        return found


def read_archive(file: IO[bytes], into: Path | None = None) -> Manifest:
    """Check the whole archive against its manifest, and unpack it into an empty folder if asked.

    Raises BackupError for anything that `Writer` would not have written: a member that is no plain
    file or lies outside, a wrong checksum, something too much or missing.
    """
    found: dict[str, dict[str, Any]] = {}
    manifest: Manifest | None = None
    try:
        with tarfile.open(fileobj=file, mode="r:") as tar:
            for member in tar:
                if manifest is not None or member.name in found:
                    raise BackupError(_wrong(f"{member.name!r} står på fel plats"))
                _refuse_what_is_no_member_of_ours(member)
                source = tar.extractfile(member)
                assert source is not None  # noqa: S101 – a plain file has content
                if member.name == MANIFEST:
                    manifest = _manifest_from(source.read(LARGEST_MANIFEST))
                else:
                    found[member.name] = _take(source, into and into / member.name)
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise BackupError(_wrong("filen går inte att läsa")) from error
    if manifest is None:
        raise BackupError(_wrong("den är avbruten: innehållsförteckningen saknas"))
    if found != manifest.members or DUMP not in found:
        raise BackupError(_wrong("innehållet stämmer inte med kontrollsummorna"))
    return manifest


def _refuse_what_is_no_member_of_ours(member: tarfile.TarInfo) -> None:
    path = PurePosixPath(member.name)
    is_plain = member.type in {tarfile.REGTYPE, tarfile.AREGTYPE} and not member.issparse()
    is_inside = len(path.parts) > 1 and path.parts[0] in FOLDERS and ".." not in path.parts
    is_clean = str(path) == member.name and "\0" not in member.name and "\\" not in member.name
    if not (is_plain and is_clean and (is_inside or member.name in {DUMP, MANIFEST})):
        raise BackupError(_wrong(f"{member.name!r} hör inte till en säkerhetskopia"))


def _take(source: IO[bytes], path: Path | None) -> dict[str, Any]:
    """The size and checksum of the member, written to the path on the way if there is one."""
    digest, size = hashlib.sha256(), 0
    write: Callable[[bytes], object] = len
    target: IO[bytes] | None = None
    if path is not None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        target = os.fdopen(os.open(path, flags, 0o600), "wb")
        write = target.write
    try:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            write(chunk)
        if target is not None:
            target.flush()
            os.fsync(target.fileno())
    finally:
        if target is not None:
            target.close()
    return {"size": size, "sha256": digest.hexdigest()}


def _manifest_from(text: bytes) -> Manifest:
    try:
        said = json.loads(text)
        if said["format"] != FORMAT or said["product"] != "modellkoncept":
            raise BackupError(_wrong("den är skapad av ett annat eller nyare program"))
        manifest = Manifest(**said)
        _check_types(manifest)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BackupError(_wrong("innehållsförteckningen går inte att läsa")) from error
    return manifest


def _check_types(manifest: Manifest) -> None:
    numbers = [manifest.postgres, manifest.dumped_with, *manifest.tables.values()]
    texts = [manifest.version, manifest.made_at, *manifest.tables, *manifest.members]
    texts += [part for row in manifest.migrations for part in row]
    pairs_are_right = all(len(row) == 2 for row in manifest.migrations)  # noqa: PLR2004 – app and name
    if not pairs_are_right or not all(type(each) is int for each in numbers):
        raise TypeError
    if not all(type(each) is str for each in texts):
        raise TypeError


def _wrong(why: str) -> str:
    return f"Arkivet är inte en hel säkerhetskopia: {why}. Ingenting är ändrat."
