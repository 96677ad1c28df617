"""What `manage.py up` promises, seen from outside: real servers, real signals."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from modellkoncept import embedded
from modellkoncept.embedded import postgres
from tests.modellkoncept.up import PATIENCE, Up, alive, is_well, wait_for

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc"),
]


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder that root's stand-in can enter, which pytest's own tmp_path is not."""
    folder = Path(tempfile.mkdtemp(prefix="modellkoncept-up-"))
    folder.chmod(0o755)
    yield folder / "data"
    shutil.rmtree(folder)


@pytest.fixture
def busy_port() -> Iterator[int]:
    """A port that is taken, and whose next is free."""
    while True:
        with socket.socket() as taken, socket.socket() as following:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            try:
                following.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            following.close()
            yield port
            return


def test_it_stands_by_its_address_comes_back_and_leaves_nothing(data: Path, busy_port: int):
    port = busy_port + 1
    first = Up(data, "--port", str(busy_port))
    try:
        wait_for(lambda: is_well(port))
        assert f"Port {busy_port} är upptagen, provar nästa.\n" in first.said()
        assert f"Öppna http://127.0.0.1:{port}/\n" in first.said()
        wait_for(lambda: "Ctrl-C stoppar allt.\n" in first.said())
        printed = first.said()
        page = f"http://127.0.0.1:{port}/forsta-personen/?nyckel="
        assert printed.count(f"Den första personen kommer in här: {page}") == 1
        assert f"och på http://127.0.0.1:{port}/mejl-pa-den-har-datorn/, som bara" in printed
        start = Path(settings.BASE_DIR, "start")
        assert f"där du står: {start} --backup . --data {data}\n" in printed

        second = Up(data, "--port", str(port))
        assert second.process.wait(PATIENCE) == 1
        assert f"Systemet är redan igång: öppna http://127.0.0.1:{port}/ eller" in second.said()

        for name, word in [
            ("Databasen", "postgres"),
            ("Redis", "redis-server"),
            ("Webbservern", "uvicorn"),
            ("Bakgrundsprocessen", "celery"),
        ]:
            pid = first.child(word)
            os.kill(pid, signal.SIGKILL)
            wait_for(lambda name=name: f"{name} är igång igen.\n" in first.said())
            assert f"{name} stannade (signal 9) och startas igen.\n" in first.said()
            assert first.child(word) != pid
        wait_for(lambda: is_well(port))

        family = first.family()
        assert len(family) > 9  # four programs, and what they started
        assert first.stop(signal.SIGINT) < 10
        assert first.process.returncode == 0
        assert alive(family) == set()
        assert not embedded.socket_dir(data).exists()
        assert not (data / "running").exists()
    finally:
        first.process.kill()
        first.process.wait()


def test_a_killed_supervisor_takes_all_with_it_and_the_next_start_recovers(
    data: Path, busy_port: int
):
    port = busy_port + 1
    first = Up(data, "--port", str(port))
    try:
        wait_for(lambda: is_well(port))
        with psycopg.connect(embedded.database_url(data), autocommit=True) as database:
            database.execute("CREATE TABLE kept AS SELECT 'åäö' AS word")
        family = first.family()

        first.stop(signal.SIGKILL)

        wait_for(lambda: alive(family) == set())
    finally:
        first.process.kill()
        first.process.wait()

    second = Up(data, "--port", str(port))
    try:
        wait_for(lambda: is_well(port))
        with psycopg.connect(embedded.database_url(data)) as database:
            assert database.execute("SELECT word FROM kept").fetchone() == ("åäö",)
        assert second.stop(signal.SIGTERM) < 10
        assert second.process.returncode == 0
    finally:
        second.process.kill()
        second.process.wait()


def test_a_database_of_another_version_stops_the_start_with_a_sentence(data: Path):
    data.mkdir()
    postgres.program(data, fast=True)  # makes the files
    (data / "postgres" / "PG_VERSION").write_text("9\n")

    up = Up(data)
    try:
        assert up.process.wait(PATIENCE) == 1
    finally:
        up.process.kill()

    assert "är skapade med Postgres 9, men här körs Postgres" in up.said()
    assert "Traceback" not in up.said()
    assert not embedded.socket_dir(data).exists()


def test_a_first_start_that_cannot_succeed_stops_with_the_end_of_its_log(data: Path):
    data.mkdir()
    postgres.program(data, fast=True)
    (data / "postgres" / "postgresql.conf").write_text("no setting at all\n")

    up = Up(data)
    try:
        assert up.process.wait(PATIENCE) == 1
    finally:
        up.process.kill()

    said = up.said()
    assert said.count("Databasen stannade (felkod 1) och startas igen.\n") == 1
    assert f"Databasen startar inte. Sista raderna i {data}/log/postgres.log:\n" in said
    assert "syntax error" in said
    assert not embedded.socket_dir(data).exists()


def test_a_worker_that_dies_in_a_loop_stops_nothing_and_comes_back_when_its_cause_is_gone(
    data: Path, busy_port: int
):
    port = busy_port + 1
    up = Up(data, "--port", str(port))
    try:
        wait_for(lambda: is_well(port))
        others = {word: up.child(word) for word in ("postgres", "redis-server", "uvicorn")}

        for _ in range(6):
            wait_for(lambda: up.children("celery"), 60)
            os.kill(up.children("celery")[0], signal.SIGKILL)
            wait_for(lambda: not alive(set(up.children("celery"))))
        wait_for(lambda: is_well(port), 90)
        wait_for(lambda: "Bakgrundsprocessen är igång igen.\n" in up.said(), 90)

        said = up.said()
        assert {word: up.child(word) for word in others} == others
        assert said.count("Bakgrundsprocessen stannade (signal 9) och startas igen.\n") == 1
        assert said.count("Under tiden väntar dokument och mejl; allt annat fungerar.\n") == 1
        assert said.count("Bakgrundsprocessen har inte startat än.") == 1
    finally:
        up.stop(signal.SIGTERM)


def test_a_database_whose_way_is_barred_for_a_while_comes_back_by_itself(
    data: Path, busy_port: int
):
    port = busy_port + 1
    up = Up(data, "--port", str(port))
    try:
        wait_for(lambda: is_well(port))
        control = data / "postgres" / "global" / "pg_control"
        control.rename(control.with_suffix(".away"))
        os.kill(up.child("postgres"), signal.SIGKILL)
        wait_for(lambda: "Databasen har inte startat än." in up.said())
        assert up.process.poll() is None
        web = up.child("uvicorn")

        control.with_suffix(".away").rename(control)

        wait_for(lambda: is_well(port), 60)
        wait_for(lambda: "Databasen är igång igen.\n" in up.said(), 60)
        assert up.child("uvicorn") == web
    finally:
        up.stop(signal.SIGTERM)


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of its own, small enough to be filled."""
    folder = Path(tempfile.mkdtemp(prefix="modellkoncept-disk-"))
    mounted = subprocess.run(
        ["/bin/mount", "-t", "tmpfs", "-o", "size=192m,mode=755", "tmpfs", folder],
        capture_output=True,
    )
    if mounted.returncode:
        folder.rmdir()
        pytest.skip("A small disk can only be made by root.")
    yield folder
    subprocess.run(["/bin/umount", "--lazy", folder], check=True)
    folder.rmdir()


def test_after_a_full_disk_all_comes_back_without_a_hand(small_disk: Path, busy_port: int):
    port, data = busy_port + 1, small_disk / "data"
    up = Up(data, "--port", str(port), output=small_disk.with_suffix(".txt"))
    try:
        wait_for(lambda: is_well(port))
        filling = small_disk / "filling"
        with filling.open("wb", buffering=0) as full, suppress(OSError):
            while True:
                full.write(b"x" * 65536)
        for word in ("celery", "postgres", "redis-server", "uvicorn"):
            for pid in up.children(word):
                os.kill(pid, signal.SIGKILL)
        wait_for(lambda: "Databasen har inte startat än." in up.said(), 90)
        assert up.process.poll() is None

        filling.unlink()

        wait_for(lambda: is_well(port), 120)
        wait_for(lambda: "Databasen är igång igen.\n" in up.said(), 90)
        assert up.said().count("Databasen har inte startat än.") == 1
        assert "Traceback" not in up.said()
    finally:
        up.stop(signal.SIGTERM)
        up.output.unlink()
