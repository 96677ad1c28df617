"""What a backup is unpacked to, beside the folders that it replaces."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from modellkoncept.embedded import key_copy

STAGING = ".restore-"


def remove_interrupted(data: Path) -> None:
    """Remove what a restoring that was killed had unpacked; the database is as it was before."""
    for folder in data.glob(f"{STAGING}*"):
        _remove_staged(folder)


@contextmanager
def staging(data: Path) -> Iterator[Path]:
    """A folder beside what is replaced, for what is unpacked; closed to others."""
    folder = Path(tempfile.mkdtemp(prefix=STAGING, dir=data))
    try:
        yield folder
    finally:
        _remove_staged(folder)


def _remove_staged(folder: Path) -> None:
    with suppress(OSError):
        key_copy.overwrite_all(folder / "keys")
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def folders_replaced(data: Path, staged: Path, folders: dict[str, Path]) -> Iterator[None]:
    """Put what is unpacked in place of these; put the old ones back if the block fails."""
    replaced: dict[str, Path] = {}
    with ExitStack() as undo:
        for name, folder in folders.items():
            target, new = folder.resolve(), staged / name  # it may be a link
            new.mkdir(mode=0o700, exist_ok=True)
            _give_to_the_owner_of(data, new)
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.exists():
                old = target.with_name(f".{target.name}.old-{secrets.token_hex(4)}")
                target.rename(old)
                undo.callback(old.rename, target)
                replaced[name] = old
            undo.callback(shutil.rmtree, target, ignore_errors=True)
            shutil.move(new, target)  # perhaps to another disk
        yield
        undo.pop_all()
    if "keys" in replaced:
        key_copy.overwrite_all(replaced["keys"])
    for old in replaced.values():
        shutil.rmtree(old, ignore_errors=True)


def unpack_keys(copy: Path, folder: Path) -> None:
    """The copy's keys in a folder that can be put in place; the copy stays as it is."""
    folder.mkdir(mode=0o700)
    key_copy.add_keys(copy, folder)


def _give_to_the_owner_of(data: Path, folder: Path) -> None:
    """As root, leave the files to the user that the system runs as."""
    owner = data.stat()
    if os.getuid() == 0 and owner.st_uid != 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, owner.st_uid, owner.st_gid)
