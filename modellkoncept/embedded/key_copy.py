"""One copy of the folder of keys, kept as the folder is: beside archives that hold no keys.

A key's file never changes: it is added when a board opens and removed when the board is sealed.
"""

import os
import re
import secrets
import stat
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from modellkoncept.embedded.backup_archive import BackupError

KEY_FILE = re.compile(r"[0-9a-f]{32}\.key")
UNFINISHED = re.compile(r"\.[0-9a-f]{32}\.key\.[0-9a-f]+")


def read_keys(folder: Path) -> dict[str, bytes]:
    """The keys of the folder by their files' names, without those that are not whole yet."""
    found: dict[str, bytes] = {}
    with suppress(FileNotFoundError):  # no board has been opened yet
        for path in sorted(folder.iterdir()):
            if not path.name.startswith(".") and path.is_file() and not path.is_symlink():
                with suppress(FileNotFoundError):  # sealed meanwhile
                    found[path.name] = path.read_bytes()
    return found


def add_keys(keys: Path, copy: Path) -> None:
    """Have every key of the folder in the copy too, on the disk when this returns."""
    there = read_keys(copy)
    for name, content in read_keys(keys).items():
        if KEY_FILE.fullmatch(name) and there.get(name) != content:
            _write(copy / name, content)
    _sync(copy)


def mirror_keys(keys: Path, copy: Path, *, needed: Collection[str]) -> None:
    """Make the copy hold the folder's keys and no others.

    What is gone from the folder is overwritten and removed, but for keys that are still needed: a
    disk that lost its keys must not take their copy along. Raises BackupError for a folder that is
    no copy of keys, and changes nothing in it.
    """
    copy.mkdir(mode=0o700, parents=True, exist_ok=True)
    refuse_what_is_no_copy(copy)
    copy.chmod(0o700)
    wanted = set(read_keys(keys)) | set(needed)
    for path in list(copy.iterdir()):
        if path.name not in wanted:
            overwrite(path)
            path.unlink()
    add_keys(keys, copy)


def refuse_what_is_no_copy(copy: Path) -> None:
    """Raises BackupError when the folder is not there, or holds anything but keys."""
    if copy.is_symlink() or not copy.is_dir():
        raise BackupError(f"{copy} är ingen mapp med nycklar. Ingenting är ändrat.")
    strange = [path.name for path in copy.iterdir() if not _is_key(path)]
    if strange:
        raise BackupError(
            f"{copy} har annat än nycklar ({strange[0]}). Välj en mapp som bara är för nycklarna."
            " Ingenting är ändrat."
        )


def overwrite(path: Path) -> None:
    """Leave nothing of the file readable on the disk."""
    with path.open("r+b") as file:
        file.write(b"\0" * path.stat().st_size)
        file.flush()
        os.fsync(file.fileno())


def overwrite_all(folder: Path) -> None:
    """Leave no key of the folder readable on the disk."""
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            overwrite(path)


def _is_key(path: Path) -> bool:
    is_named_so = KEY_FILE.fullmatch(path.name) or UNFINISHED.fullmatch(path.name)
    return bool(is_named_so) and stat.S_ISREG(path.lstat().st_mode)


def _write(path: Path, content: bytes) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        if os.getuid() == 0:  # leave it to the user whose folder it is
            owner = path.parent.stat()
            os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
