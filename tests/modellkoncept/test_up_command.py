"""What `manage.py up` promises, seen from outside: real servers, real signals."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from modellkoncept import embedded
from modellkoncept.embedded import postgres

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc"),
]
PATIENCE = 90  # seconds; other tests may be using the machine


class Up:
    """One `manage.py up` on its own data folder, and what it says."""

    def __init__(self, data: Path, *arguments: str, output: Path | None = None) -> None:
        self.data = data
        self.output = output or data.with_suffix(f".{time.monotonic_ns()}.txt")
        clean = {
            name: value
            for name, value in os.environ.items()
            if name not in {"DATABASE_URL", "REDIS_URL", "DATA_DIR", "BASE_URL", "DEMO"}
        }
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up", "--data", str(data), "--no-demo", *arguments],
                env=clean | {"STATIC_HASHED": "0"},
                cwd=settings.BASE_DIR,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    def said(self) -> str:
        return self.output.read_text()

    def family(self) -> set[int]:
        """Everything that runs because this does."""
        parents = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
            except FileNotFoundError:
                continue
        family = {self.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in family} - family:
            family |= more
        return family

    def child(self, word: str) -> int:
        """The process right below the supervisor whose command holds the word."""
        (found,) = self.children(word)
        return found

    def children(self, word: str) -> list[int]:
        """The processes right below the supervisor whose command holds the word."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split() if word in command_of(int(pid))]

    def stop(self, how: int) -> float:
        """Send the signal; the seconds until the supervisor was gone."""
        began = time.monotonic()
        self.process.send_signal(how)
        self.process.wait(PATIENCE)
        return time.monotonic() - began


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def wait_for(what: Callable[[], object], seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def alive(pids: set[int]) -> set[int]:
    """Those that still run; a dead process that nobody has buried has no command."""
    return {pid for pid in pids if command_of(pid)}


def is_well(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/halsa/", timeout=5) as answer:
            return json.load(answer)["ok"]
    except (OSError, urllib.error.HTTPError):
        return False


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

        second = Up(data, "--port", str(port))
        assert second.process.wait(PATIENCE) == 1
        assert f"Det är redan igång: öppna http://127.0.0.1:{port}/ eller" in second.said()

        for name, word in [
            ("Databasen", "postgres"),
            ("Redis", "redis-server"),
            ("Webben", "uvicorn"),
            ("Arbetaren", "celery"),
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

    assert "är gjorda med Postgres 9, men här körs Postgres" in up.said()
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
    assert f"Databasen kommer inte igång. Så slutar {data}/log/postgres.log:\n" in said
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
        wait_for(lambda: "Arbetaren är igång igen.\n" in up.said(), 90)

        said = up.said()
        assert {word: up.child(word) for word in others} == others
        assert said.count("Arbetaren stannade (signal 9) och startas igen.\n") == 1
        assert said.count("Så länge väntar dokument och brev; allt annat fungerar.\n") == 1
        assert said.count("Arbetaren kommer inte igång än.") == 1
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
        wait_for(lambda: "Databasen kommer inte igång än." in up.said())
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
        wait_for(lambda: "Databasen kommer inte igång än." in up.said(), 90)
        assert up.process.poll() is None

        filling.unlink()

        wait_for(lambda: is_well(port), 120)
        wait_for(lambda: "Databasen är igång igen.\n" in up.said(), 90)
        assert up.said().count("Databasen kommer inte igång än.") == 1
        assert "Traceback" not in up.said()
    finally:
        up.stop(signal.SIGTERM)
        up.output.unlink()


def manage(*words: str, folder: Path, **more: str) -> "subprocess.CompletedProcess[str]":
    """Run a command as it is typed in `folder`, to its end."""
    ours = {"DATABASE_URL", "REDIS_URL", "DATA_DIR", "BASE_URL", "DEMO"}
    clean = {name: value for name, value in os.environ.items() if name not in ours}
    return subprocess.run(
        [sys.executable, Path(settings.BASE_DIR, "manage.py"), *words],
        env=clean | {"STATIC_HASHED": "0", "CALLED_FROM": str(folder), **more},
        cwd=settings.BASE_DIR,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_the_whole_system_is_backed_up_while_it_runs_and_restored_when_it_does_not(
    data: Path, busy_port: int
):
    port, folder = busy_port + 1, data.parent
    up = Up(data, "--port", str(port))
    try:
        wait_for(lambda: is_well(port))
        (data / "files").mkdir(exist_ok=True)
        (data / "files" / "papper.pdf").write_text("papper")
        (data / "keys").mkdir(exist_ok=True)
        (data / "keys" / "7").write_text("nyckel")

        made = manage("up", "--data", str(data), "--backup", "kopia.tar", folder=folder)
        running = manage("up", "--data", str(data), "--restore", "kopia.tar", folder=folder)

        assert (made.returncode, made.stderr) == (0, "")
        assert "filer: 1, nycklar: 1." in made.stdout
        assert "Spara det inte längre än tavlorna är öppna" in made.stdout
        assert running.returncode == 1
        assert "Stoppa det med Ctrl-C" in running.stderr
        assert is_well(port)
    finally:
        up.stop(signal.SIGTERM)
    again = manage("up", "--data", str(data), "--backup", "kopia.tar", folder=folder)
    assert again.returncode == 1
    assert "kopia.tar finns redan. Ska den ersättas? Kör igen med --yes." in again.stderr
    stopped = ["up", "--data", str(data), "--backup", "kopia.tar", "--yes", "--without-keys"]
    assert manage(*stopped, folder=folder).returncode == 0

    empty = data.with_name("empty")
    (data / "files" / "papper.pdf").unlink()
    asked = manage("up", "--data", str(data), "--restore", "kopia.tar", folder=folder)
    restored = [
        manage("up", "--data", str(place), "--restore", "kopia.tar", "--yes", folder=folder)
        for place in (data, empty)
    ]

    assert asked.returncode == 1
    assert "Här finns redan data, som försvinner. Ska den ersättas? Kör igen" in asked.stderr
    assert [(each.returncode, each.stderr) for each in restored] == [(0, ""), (0, "")]
    assert all("Allt är återställt och kontrollerat" in each.stdout for each in restored)
    assert (data / "files" / "papper.pdf").read_text() == "papper"
    assert (data / "keys" / "7").read_text() == "nyckel"
    assert (empty / "files" / "papper.pdf").read_text() == "papper"
    second = Up(empty, "--port", str(port))
    try:
        wait_for(lambda: is_well(port))
    finally:
        second.stop(signal.SIGTERM)
