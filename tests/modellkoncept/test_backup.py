"""A backup brings back what was there, and restoring changes all or nothing."""

import secrets
import stat
import subprocess
import sys
import tarfile
import threading
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from modellkoncept.embedded import CannotRunError, backup, postgres_binaries
from modellkoncept.embedded.backup import System
from modellkoncept.embedded.backup_archive import BackupError
from modellkoncept.embedded.database_copy import parameters_of
from modellkoncept.embedded.supervisor import wait_until
from tests.modellkoncept.toy_systems import KNOWN, backed_up, everything, execute


def test_what_is_restored_is_what_was_backed_up(full: System, new_system, tmp_path: Path):
    other = new_system()
    before = everything(full)

    path = backed_up(full, tmp_path / "kopia.tar")
    manifest = backup.restore(other, path, known_migrations=KNOWN)

    assert everything(other) == before
    assert (manifest.count("files"), manifest.count("keys")) == (2, 2)
    assert manifest.tables == {"board": 2, "django_migrations": 2, "note": 40}
    execute(other, "INSERT INTO note (board, text) VALUES (1, 'the sequence goes on')")
    assert execute(other, "SELECT max(id) FROM note") == [(41,)]


def test_restoring_replaces_all_that_is_there(full: System, tmp_path: Path):
    path = backed_up(full, tmp_path / "kopia.tar")
    before = everything(full)
    execute(full, "CREATE TABLE later (board int REFERENCES board); DELETE FROM note")
    execute(full, "CREATE VIEW seen AS SELECT * FROM later; CREATE TYPE mood AS ENUM ('a')")
    execute(full, "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'")
    (full.files / "later").write_text("later")
    (full.keys / "3").write_text("later")

    backup.restore(full, path, known_migrations=KNOWN)

    assert everything(full) == before
    assert execute(full, "SELECT count(*) FROM pg_class WHERE relname IN ('later', 'seen')") == [
        (0,)
    ]


def test_the_archive_and_what_comes_out_of_it_are_the_owners_alone(full: System, tmp_path: Path):
    path = backed_up(full, tmp_path / "kopia.tar")

    backup.restore(full, path, known_migrations=KNOWN)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(full.keys.stat().st_mode) == 0o700
    assert stat.S_IMODE((full.keys / "1").stat().st_mode) == 0o600
    assert sorted(each.name for each in tmp_path.iterdir()) == [full.data.name, "kopia.tar"]
    assert sorted(each.name for each in full.data.iterdir()) == ["files", "keys"]


def test_files_on_another_disk_are_replaced_there(full: System, tmp_path: Path):
    elsewhere = tmp_path / "disk"
    full.files.rename(elsewhere)
    full.files.symlink_to(elsewhere)
    path = backed_up(full, tmp_path / "kopia.tar")
    before = everything(full)
    (elsewhere / "since").write_text("since")

    backup.restore(full, path, known_migrations=KNOWN)

    assert everything(full) == before
    assert full.files.readlink() == elsewhere
    assert sorted(each.name for each in elsewhere.iterdir()) == ["documents", "empty"]
    names = sorted(each.name for each in tmp_path.iterdir())
    assert names == [full.data.name, "disk", "kopia.tar"]


def test_without_keys_none_is_in_the_archive_and_those_that_are_there_stay(
    full: System, tmp_path: Path
):
    path = backed_up(full, tmp_path / "kopia.tar", with_keys=False)

    with tarfile.open(path) as tar:
        assert [name for name in tar.getnames() if name.startswith("keys")] == []
    there = {key.name: key.read_bytes() for key in full.keys.iterdir()}
    backup.restore(full, path, known_migrations=KNOWN)
    assert {key.name: key.read_bytes() for key in full.keys.iterdir()} == there


def test_a_backup_during_posts_is_of_one_moment(full: System, new_system, tmp_path: Path):
    stop = threading.Event()

    def post() -> None:
        with psycopg.connect(full.database_url, autocommit=True) as there:
            while not stop.is_set():
                there.execute("WITH b AS (INSERT INTO board (title) VALUES ('x') RETURNING id)"
                              " INSERT INTO note (board, text) SELECT id, 'y' FROM b")  # fmt: skip

    writer = threading.Thread(target=post)
    writer.start()
    try:
        path = backed_up(full, tmp_path / "kopia.tar")
    finally:
        stop.set()
        writer.join()
    other = new_system()
    backup.restore(other, path, known_migrations=KNOWN)

    ((notes, boards),) = execute(
        other, "SELECT (SELECT count(*) FROM note), (SELECT count(*) FROM board)"
    )
    assert notes - boards == 38


def test_an_existing_file_is_not_overwritten(full: System, tmp_path: Path):
    path = tmp_path / "kopia.tar"
    path.write_text("dear")

    with pytest.raises(BackupError, match="finns redan"):
        backed_up(full, path)

    assert path.read_text() == "dear"
    backed_up(full, path, overwrite=True)
    assert backup.check(path).tables["note"] == 40


@pytest.mark.parametrize("where", ["files/kopia.tar", "keys/kopia.tar", "gone/kopia.tar", "files"])
def test_a_place_that_cannot_hold_the_archive_is_refused(full: System, where: str):
    with pytest.raises(BackupError):
        backed_up(full, full.data / where)


def test_a_restoring_that_was_killed_leaves_all_as_it_was_and_nothing_lying_about(
    full: System, tmp_path: Path
):
    path = backed_up(full, tmp_path / "kopia.tar")
    before = everything(full)
    ask = (
        "import sys; from pathlib import Path; from modellkoncept.embedded import backup;"
        " backup._refuse_a_database_in_use = print;"  # ours, that makes it wait
        f" data = Path({str(full.data)!r});"
        f" system = backup.System({full.database_url!r}, data, data / 'files', data / 'keys');"
        f" backup.restore(system, Path({str(path)!r}), known_migrations={KNOWN!r})"
    )
    with psycopg.connect(full.database_url) as there:
        there.execute("LOCK TABLE note IN ACCESS SHARE MODE")  # it waits for this in the middle
        with subprocess.Popen(
            [sys.executable, "-c", ask],
            cwd=settings.BASE_DIR,
            start_new_session=True,
        ) as restoring:
            assert wait_until(lambda: any(full.data.glob(".restore-*/database.dump")), 20)
            waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            assert wait_until(lambda: execute(full, waits)[0][0] > 0, 20)
            restoring.kill()
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    assert wait_until(lambda: execute(full, waiting) == [(0,)], 20)

    backup.remove_interrupted(full.data)

    assert everything(full) == before


def test_a_role_that_owns_no_more_than_its_database_is_enough(
    full: System, new_system, tmp_path: Path
):
    path = backed_up(full, tmp_path / "kopia.tar")
    other, role = new_system(), f"app_{secrets.token_hex(4)}"
    database = other.database_url.rpartition("/")[2]
    with psycopg.connect(other.database_url, autocommit=True) as there:
        there.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
        owned = sql.SQL("ALTER DATABASE {} OWNER TO {}")
        there.execute(owned.format(sql.Identifier(database), sql.Identifier(role)))
    ours = System(
        other.database_url.replace("postgres@", f"{role}@"), other.data, other.files, other.keys
    )
    try:
        for _ in range(2):  # into nothing, and over what is there
            backup.restore(ours, path, known_migrations=KNOWN)
        again = backed_up(ours, tmp_path / "igen.tar")

        assert backup.check(again).tables == backup.check(path).tables
        assert execute(ours, "SELECT tableowner FROM pg_tables WHERE tablename = 'note'") == [
            (role,)
        ]
    finally:
        with psycopg.connect(other.database_url, autocommit=True) as there:
            there.execute(
                sql.SQL(
                    "REASSIGN OWNED BY {0} TO postgres; DROP OWNED BY {0}; DROP ROLE {0}"
                ).format(sql.Identifier(role))
            )


def test_a_database_in_use_is_not_replaced(full: System, tmp_path: Path):
    path = backed_up(full, tmp_path / "kopia.tar")

    with (
        psycopg.connect(full.database_url),
        pytest.raises(BackupError, match="1 andra program är anslutna"),
    ):
        backup.restore(full, path, known_migrations=KNOWN)


def test_files_that_cannot_be_put_in_place_leave_the_database_as_it_was(
    full: System, tmp_path: Path
):
    path = backed_up(full, tmp_path / "kopia.tar")
    execute(full, "UPDATE board SET title = 'since'")
    in_the_way = System(full.database_url, full.data, full.files, full.files / "empty" / "keys")
    before = everything(full)

    with pytest.raises(BackupError, match="Det gick inte"):
        backup.restore(in_the_way, path, known_migrations=KNOWN)

    assert everything(full) == before


def test_it_is_said_which_program_of_which_version_is_missing():
    with pytest.raises(CannotRunError) as refused:
        postgres_binaries.client("pg_dump", 99)

    assert "Det behövs pg_dump i version 99 eller nyare, men här finns bara" in str(refused.value)


def test_the_address_may_hold_what_only_the_web_knows():
    there = parameters_of("postgres://app:p%40ss@db.example.se:5433/app?sslmode=require&pool=1")

    assert there == {
        "user": "app",
        "password": "p@ss",
        "host": "db.example.se",
        "port": "5433",
        "dbname": "app",
        "sslmode": "require",
    }


def test_a_key_that_is_half_written_is_left_out(full: System, tmp_path: Path):
    (full.keys / ".1.unfinished").write_bytes(b"half")

    path = backed_up(full, tmp_path / "kopia.tar")

    with tarfile.open(path) as tar:
        keys = [name for name in tar.getnames() if name.startswith("keys/")]
    assert keys == ["keys/1", "keys/2"]
