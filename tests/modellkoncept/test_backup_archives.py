"""An archive that is not what a backup wrote changes nothing."""

import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from modellkoncept.embedded import backup
from modellkoncept.embedded.backup import System
from modellkoncept.embedded.backup_archive import BackupError
from tests.modellkoncept.toy_systems import KNOWN, backed_up, everything, execute


def rewritten(path: Path, change: Callable[[list[tuple[tarfile.TarInfo, bytes]]], None]) -> Path:
    """The archive with changed members, and with a manifest that knows of none of it."""
    with tarfile.open(path) as tar:
        members = [(each, tar.extractfile(each).read()) for each in tar]
    change(members)
    with tarfile.open(path, "w") as tar:
        for member, content in members:
            if member.isreg():
                member.size = len(content)
            tar.addfile(member, io.BytesIO(content) if member.isreg() else None)
    return path


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname = kind, link
    return made


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[700] ^= 1
    path.write_bytes(content)


def _insert(path: Path, new: tarfile.TarInfo, content: bytes = b"x") -> None:
    rewritten(path, lambda members: members.insert(0, (new, content)))


def _manifest(path: Path, **changed: Any) -> None:
    def change(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
        said = json.loads(members[-1][1])
        members[-1] = (members[-1][0], json.dumps(said | changed).encode())

    rewritten(path, change)


BROKEN: dict[str, Callable[[Path], object]] = {
    "half of it": _truncate,
    "a changed byte": _flip,
    "nothing": lambda path: path.write_bytes(b""),
    "no archive": lambda path: path.write_bytes(b"hej" * 1000),
    "a path out": lambda path: _insert(path, member("../out")),
    "a path out below files": lambda path: _insert(path, member("files/../../out")),
    "an absolute path": lambda path: _insert(path, member("/out")),
    "a strange name": lambda path: _insert(path, member("postgres/PG_VERSION")),
    "a backslash": lambda path: _insert(path, member("files/..\\out")),
    "a link": lambda path: _insert(path, member("files/a", tarfile.SYMTYPE, "/etc/passwd")),
    "a hard link": lambda path: _insert(path, member("files/a", tarfile.LNKTYPE, "/etc/passwd")),
    "a folder": lambda path: _insert(path, member("files/a", tarfile.DIRTYPE)),
    "a device": lambda path: _insert(path, member("files/a", tarfile.CHRTYPE)),
    "a pipe": lambda path: _insert(path, member("files/a", tarfile.FIFOTYPE)),
    "a file too much": lambda path: _insert(path, member("files/a")),
    "a file twice": lambda path: rewritten(path, lambda all_of: all_of.insert(0, all_of[1])),
    "a file less": lambda path: rewritten(path, lambda all_of: all_of.pop(1)),
    "no manifest": lambda path: rewritten(path, lambda all_of: all_of.pop()),
    "no database": lambda path: rewritten(path, lambda all_of: all_of.pop(0)),
    "another format": lambda path: _manifest(path, format=2),
    "another product": lambda path: _manifest(path, product="other"),
    "nonsense in it": lambda path: _manifest(path, tables={"note": "many"}),
    "more in it": lambda path: _manifest(path, surprise=1),
    "other rows": lambda path: _manifest(path, tables={"note": 41}),
    "a row more": lambda path: _manifest(
        path, tables={"board": 2, "django_migrations": 2, "note": 41}
    ),
    "other migrations": lambda path: _manifest(
        path, migrations=[["padlet", "0001_initial"], ["meetings", "0002_x"]]
    ),
    "a newer version": lambda path: _manifest(path, migrations=[["padlet", "0099_later"]]),
}  # fmt: skip


@pytest.mark.parametrize("how", BROKEN)
def test_an_archive_that_is_not_whole_changes_nothing(full: System, tmp_path: Path, how: str):
    path = backed_up(full, tmp_path / "kopia.tar")
    execute(full, "UPDATE board SET title = 'since'")
    (full.files / "since").write_text("since")
    BROKEN[how](path)
    before, around = everything(full), sorted(tmp_path.rglob("*"))
    known = KNOWN | {("meetings", "0002_x")}

    with pytest.raises(BackupError) as refused:
        backup.restore(full, path, known_migrations=known)

    assert everything(full) == before
    assert sorted(tmp_path.rglob("*")) == around
    assert "ndra" in str(refused.value) or "är som förut" in str(refused.value)
