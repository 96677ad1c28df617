"""The one copy of the keys beside archives that hold none (TRUST: C16)."""

import os
import stat
import tarfile
from pathlib import Path

import pytest

from modellkoncept.embedded import backup
from modellkoncept.embedded.backup import System
from modellkoncept.embedded.backup_archive import BackupError
from modellkoncept.embedded.key_copy import add_keys, mirror_keys, read_keys
from tests.modellkoncept.processes import as_root
from tests.modellkoncept.toy_systems import KNOWN, backed_up, everything

ONE, TWO, THREE = (f"{str(n) * 32}.key" for n in (1, 2, 3))


@pytest.fixture
def keyed(full: System) -> System:
    """A system whose two keys are named as real ones."""
    assert full.keys
    for old, new in (("1", ONE), ("2", TWO)):
        (full.keys / old).rename(full.keys / new)
    return full


def test_an_archive_holds_no_key_and_the_copy_beside_it_all_of_them(
    keyed: System, new_system, tmp_path: Path
):
    before, copy = everything(keyed), tmp_path / "keys"

    path = backed_up(keyed, tmp_path / "kopia.tar", keys_beside=copy)

    with tarfile.open(path) as tar:
        assert [name for name in tar.getnames() if name.startswith("keys")] == []
    assert read_keys(copy) == read_keys(keyed.keys)
    assert sorted(path.name for path in copy.iterdir()) == [ONE, TWO]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in copy.iterdir()} == {0o600}
    other = new_system()
    backup.restore(other, path, known_migrations=KNOWN, keys_beside=copy)
    assert everything(other) == before
    assert sorted(path.name for path in other.data.iterdir()) == ["files", "keys"]
    assert read_keys(copy) == read_keys(keyed.keys)  # and it is there for the next time


def test_a_key_that_was_deleted_is_overwritten_in_the_copy_at_the_next_backup(
    keyed: System, tmp_path: Path
):
    copy, also = tmp_path / "keys", tmp_path / "also"
    backed_up(keyed, tmp_path / "1.tar", keys_beside=copy)
    also.hardlink_to(copy / ONE)
    (keyed.keys / ONE).unlink()
    (keyed.keys / THREE).write_bytes(os.urandom(64))

    backed_up(keyed, tmp_path / "2.tar", keys_beside=copy)

    assert sorted(path.name for path in copy.iterdir()) == [TWO, THREE]
    assert read_keys(copy) == read_keys(keyed.keys)
    assert also.read_bytes() == bytes(32)


def test_a_deleted_key_is_gone_from_the_copy_also_when_the_backup_fails(
    keyed: System, tmp_path: Path
):
    copy = tmp_path / "keys"
    backed_up(keyed, tmp_path / "1.tar", keys_beside=copy)
    (keyed.keys / ONE).unlink()
    nowhere = System("postgres://postgres@127.0.0.1:1/x", keyed.data, keyed.files, keyed.keys)

    with pytest.raises(BackupError):
        backed_up(nowhere, tmp_path / "2.tar", keys_beside=copy)

    assert sorted(path.name for path in copy.iterdir()) == [TWO]


def test_a_disk_that_lost_its_keys_does_not_take_their_copy_along(keyed: System, tmp_path: Path):
    """As long as a board needs a key, its copy is the only one left."""
    copy = tmp_path / "keys"
    backed_up(keyed, tmp_path / "1.tar", keys_beside=copy)
    before = read_keys(copy)
    for name in (ONE, TWO):
        (keyed.keys / name).unlink()
    keyed.keys.rmdir()

    backed_up(keyed, tmp_path / "2.tar", keys_beside=copy, needed_keys={ONE})

    assert read_keys(copy) == {ONE: before[ONE]}


def test_what_was_cut_off_is_made_whole(keyed: System, tmp_path: Path):
    copy = tmp_path / "keys"
    copy.mkdir(mode=0o755)
    (copy / ONE).write_bytes(b"half")
    (copy / f".{TWO}.0123456789abcdef").write_bytes(b"half")

    mirror_keys(keyed.keys, copy, needed=())

    assert sorted(path.name for path in copy.iterdir()) == [ONE, TWO]
    assert read_keys(copy) == read_keys(keyed.keys)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o700


@as_root
def test_a_copy_that_root_makes_belongs_to_the_user_of_its_folder(keyed: System, tmp_path: Path):
    """Else the next backup, which that user makes, could not remove a key."""
    copy = tmp_path / "keys"
    copy.mkdir(mode=0o700)
    os.chown(copy, 1, 1)

    mirror_keys(keyed.keys, copy, needed=())

    assert [(path.stat().st_uid, path.stat().st_gid) for path in copy.iterdir()] == [(1, 1)] * 2


def test_what_is_no_key_is_not_copied(keyed: System, tmp_path: Path):
    copy = tmp_path / "keys"
    copy.mkdir()
    (keyed.keys / "note.txt").write_text("no key")
    (keyed.keys / f".{THREE}.unfinished").write_bytes(b"half")

    add_keys(keyed.keys, copy)

    assert sorted(path.name for path in copy.iterdir()) == [ONE, TWO]


@pytest.mark.parametrize("what", ["a letter", "a folder", "a link"])
def test_a_folder_with_anything_else_is_refused_and_left_as_it_is(
    keyed: System, tmp_path: Path, what: str
):
    home = tmp_path / "home"
    home.mkdir()
    if what == "a letter":
        (home / "brev.txt").write_text("dear")
    elif what == "a folder":
        (home / ONE).mkdir()
    else:
        (tmp_path / "dear").write_bytes(b"dear")
        (home / ONE).symlink_to(tmp_path / "dear")
    path = backed_up(keyed, tmp_path / "kopia.tar", with_keys=False)
    there = sorted(tmp_path.rglob("*"))

    with pytest.raises(BackupError, match="har annat än nycklar"):
        backed_up(keyed, tmp_path / "igen.tar", keys_beside=home)
    with pytest.raises(BackupError, match="har annat än nycklar"):
        backup.restore(keyed, path, known_migrations=KNOWN, keys_beside=home)

    assert sorted(tmp_path.rglob("*")) == there


@pytest.mark.parametrize("where", ["keys", "files", "files/keys", "keys/copy", "."])
def test_the_copy_lies_outside_of_what_is_copied(keyed: System, tmp_path: Path, where: str):
    before = sorted(tmp_path.rglob("*"))

    with pytest.raises(BackupError, match="kan inte ligga i mapparna som kopieras"):
        backed_up(keyed, tmp_path / "kopia.tar", keys_beside=keyed.data / where)

    assert sorted(tmp_path.rglob("*")) == before


def test_no_archive_lies_among_the_keys(keyed: System, tmp_path: Path):
    (tmp_path / "keys").mkdir()

    with pytest.raises(BackupError, match="kan inte ligga bland nycklarna"):
        backed_up(keyed, tmp_path / "keys" / "kopia.tar", keys_beside=tmp_path / "keys")


def test_a_copy_that_is_not_there_changes_nothing(keyed: System, tmp_path: Path):
    path = backed_up(keyed, tmp_path / "kopia.tar", with_keys=False)
    before = everything(keyed)

    with pytest.raises(BackupError, match="är ingen mapp med nycklar"):
        backup.restore(keyed, path, known_migrations=KNOWN, keys_beside=tmp_path / "gone")

    assert everything(keyed) == before


def test_keys_from_two_places_are_refused(keyed: System, tmp_path: Path):
    path = backed_up(keyed, tmp_path / "kopia.tar")
    (tmp_path / "keys").mkdir()
    before = everything(keyed)

    with pytest.raises(BackupError, match="Arkivet har redan nycklar"):
        backup.restore(keyed, path, known_migrations=KNOWN, keys_beside=tmp_path / "keys")

    assert everything(keyed) == before


@pytest.mark.parametrize("beside", [True, False])
def test_keys_are_never_put_where_nobody_reads_them(keyed: System, tmp_path: Path, beside: bool):
    """Where they lie in a bucket, an archive's keys must be put there by hand."""
    copy = tmp_path / "keys" if beside else None
    path = backed_up(keyed, tmp_path / "kopia.tar", keys_beside=copy)
    elsewhere = System(keyed.database_url, keyed.data, keyed.files, None)
    before = everything(keyed)

    with pytest.raises(BackupError, match="ligger inte i en mapp här.*välj --without-keys"):
        backup.restore(elsewhere, path, known_migrations=KNOWN, keys_beside=copy)

    assert everything(keyed) == before


def test_the_archives_keys_can_be_left_out(keyed: System, tmp_path: Path):
    path = backed_up(keyed, tmp_path / "kopia.tar")
    before = everything(keyed)
    elsewhere = System(keyed.database_url, keyed.data, keyed.files, None)
    assert keyed.keys
    (keyed.keys / THREE).write_bytes(b"since")

    for system in (keyed, elsewhere):
        backup.restore(system, path, known_migrations=KNOWN, with_keys=False)
        assert sorted(each.name for each in keyed.keys.iterdir()) == [ONE, TWO, THREE]

    (keyed.keys / THREE).unlink()
    assert everything(keyed) == before
