"""Postgres of our own: where its files lie, what it never writes down, and what it refuses."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from modellkoncept import embedded
from modellkoncept.embedded import postgres
from modellkoncept.embedded.supervisor import Supervisor
from tests.modellkoncept.processes import as_root


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
    assert f"skapade med Postgres {made_with}, men här körs" in said
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


def test_the_database_folds_swedish_letters(data: Path, supervisor: Supervisor):
    program = postgres.program(data, fast=True)
    supervisor.start(program)
    supervisor.wait_for(program)
    postgres.create_database(data)

    with psycopg.connect(embedded.database_url(data)) as database:
        assert database.execute("SELECT lower('ÅÄÖ'), upper('åäö')").fetchone() == ("åäö", "ÅÄÖ")


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
