"""Postgres and Redis of our own: where they lie, who may reach them, what they never write down."""

import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from modellkoncept import embedded
from modellkoncept.embedded import postgres, redis
from modellkoncept.embedded.supervisor import (
    Program,
    RestartLimitError,
    Supervisor,
    last_lines,
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


def test_what_dies_again_and_again_is_given_up_and_its_last_words_kept(tmp_path: Path):
    deaths: list[int] = []
    supervisor = Supervisor(on_death=lambda _program, code: deaths.append(code))
    program = Program(
        name="sick",
        command=["/bin/sh", "-c", "echo so it ends; exit 3"],
        log=tmp_path / "sick.log",
        answers=lambda: False,
    )
    supervisor.start(program)

    with pytest.raises(RestartLimitError):
        supervisor.wait_for(program)

    assert deaths == [3, 3, 3, 3]
    assert last_lines(program.log, 2) == "so it ends\nso it ends"


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
