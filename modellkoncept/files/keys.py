"""Storage of keys that are thrown away: one small file each, in the storage called `keys`.

A key is never in Postgres, Redis or a log: whoever holds those, or a backup of them, holds texts
that nobody can read once the key's file is gone.

Behind the key its file holds a check, of the key and of its name. A file that was cut off, changed
or put in another's place is no key, to whoever asks: nothing is ever written under a wrong one.
"""

import hashlib
import hmac
import logging
import os
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, storages

from modellkoncept.privacy.encryption import Key
from modellkoncept.registry import Registry

logger = logging.getLogger(__name__)
MAX_CACHED = 500
CACHED_FOR = 15 * 60  # seconds: a key that another process has deleted is forgotten here too
# By app: the ids of the keys without which something of it could not be read.
NEEDED_KEYS: Registry[Callable[[], Iterable[UUID]]] = Registry("needed keys")
CHECK_BYTES = 32  # after the key itself


class KeyStorageError(Exception):
    """The storage of keys cannot be read or written right now."""


class KeyNotFoundError(Exception):
    """The storage has no such key: it was deleted or damaged, or the storage is another one."""


class KeyFolder(FileSystemStorage):
    """A folder that only its owner may enter, whose files are on the disk when `save` returns."""

    def _save(self, name: str, content: File) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.parent.chmod(0o700)
        unfinished = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
        try:
            with os.fdopen(
                os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
            ) as file:
                file.write(content.read())
                file.flush()
                os.fsync(file.fileno())
            unfinished.rename(path)
        except OSError:
            with suppress(OSError):
                unfinished.unlink()
            raise
        _sync_folder(path.parent)
        return name

    def exists(self, name: str) -> bool:
        """Whether the file is there; OSError when the folder does not tell."""
        try:
            Path(self.path(name)).lstat()
        except FileNotFoundError:
            return False
        return True

    def delete(self, name: str) -> None:
        """Overwrite the file, so that its old bytes are not left on the disk, and remove it."""
        path = Path(self.path(name))
        with suppress(FileNotFoundError):
            with path.open("r+b") as file:
                file.write(b"\0" * path.stat().st_size)
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
            _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Have the folder's own entries on the disk too: a new name, or one that is gone."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


_cached: dict[UUID, tuple[Key, float]] = {}
_lock = threading.Lock()


def create_key() -> UUID:
    """Make a key and have it on the disk; its id. KeyStorageError when that cannot be done."""
    key_id, key = uuid.uuid4(), Key.generate()
    try:
        saved = _storage().save(_name(key_id), ContentFile(_in_file(key_id, key)))
    except Exception as error:
        # Each storage raises errors of its own; all of them mean the same here.
        logger.error("the storage of keys takes no key: %s", error)
        raise KeyStorageError from error
    if saved != _name(key_id):
        raise KeyStorageError
    _keep(key_id, key)
    return key_id


def load_key(key_id: UUID) -> Key:
    """The key with this id, read now and then in each process.

    KeyNotFoundError when there is none, or it is no key; KeyStorageError when nobody can tell, and
    this process has not read it before.
    """
    known, read_at = _cached.get(key_id, (None, 0.0))
    if known and time.monotonic() - read_at < CACHED_FOR:
        return known
    try:
        key = _read(key_id)
    except KeyNotFoundError:
        forget_key(key_id)
        raise
    except KeyStorageError:
        if known:
            return known  # a storage that is away for a moment has deleted nothing
        raise
    _keep(key_id, key)
    return key


def key_exists(key_id: UUID) -> bool:
    """Whether the key is in the storage now and whole, whatever this process remembers.

    KeyStorageError when nobody can tell.
    """
    try:
        _read(key_id)
    except KeyNotFoundError:
        return False
    return True


def _read(key_id: UUID) -> Key:
    # A storage that says whether a file is there says no also when its folder cannot be entered.
    try:
        with _storage().open(_name(key_id)) as file:
            content = file.read()
    except (FileNotFoundError, IsADirectoryError) as error:
        raise KeyNotFoundError from error
    except Exception as error:
        raise KeyStorageError from error
    try:
        key = Key(content[:-CHECK_BYTES])
    except ValueError as error:
        raise KeyNotFoundError from error
    if not hmac.compare_digest(content, _in_file(key_id, key)):
        raise KeyNotFoundError
    return key


def _in_file(key_id: UUID, key: Key) -> bytes:
    """The key as its file holds it: with a check that is right for this key and name only."""
    return key.material + hmac.digest(key.material, key_id.bytes, hashlib.sha256)


def delete_key(key_id: UUID) -> None:
    """Delete the key for good. Again is the same; KeyStorageError when it may still be there."""
    forget_key(key_id)
    try:
        _storage().delete(_name(key_id))
    except Exception as error:
        raise KeyStorageError from error


def needed_key_files() -> set[str]:
    """The names of the files that must not be lost now, whether they are there or not."""
    return {_name(key_id) for name in NEEDED_KEYS.names() for key_id in NEEDED_KEYS[name]()}


def forget_key(key_id: UUID) -> None:
    """Remember the key no longer in this process."""
    with _lock:
        _cached.pop(key_id, None)


def forget_all_keys() -> None:
    """Remember no key in this process; for tests that take keys away."""
    with _lock:
        _cached.clear()


def _keep(key_id: UUID, key: Key) -> None:
    with _lock:
        while len(_cached) >= MAX_CACHED:
            _cached.pop(next(iter(_cached)))
        _cached[key_id] = key, time.monotonic()


def _name(key_id: UUID) -> str:
    return f"{key_id.hex}.key"


def _storage() -> Any:
    return storages["keys"]
