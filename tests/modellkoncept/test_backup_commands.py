"""Backup and restore as they are typed: a whole system with an open board, there and elsewhere."""

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings

from modellkoncept.embedded import unprivileged_user
from tests.deploy.debian_postgres import make_cluster, postgres_binaries
from tests.modellkoncept.open_board import TEXTS
from tests.modellkoncept.toy_systems import server
from tests.modellkoncept.up import Up, is_well, manage, wait_for
from tests.site_processes import Site, free_port, static_files

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc"),
]
NO_KEY = "Lappens text går inte att läsa: tavlans nyckel saknas."
RESTORED = "Allt är återställt och kontrollerat"


@dataclass
class Debian:
    """Debian's own Postgres, on a port of its own."""

    address: str

    def new_database(self) -> str:
        name = f"new_{secrets.token_hex(4)}"
        with psycopg.connect(f"{self.address}/postgres", autocommit=True) as there:
            there.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")  # type: ignore[arg-type]
        return f"{self.address}/{name}"


@pytest.fixture(scope="module")
def debian() -> Iterator[Debian]:
    binaries = postgres_binaries()
    if binaries is None:
        pytest.skip("Debians Postgres saknas här. Debian: sudo apt install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="modellkoncept-debian-"))
    folder.chmod(0o711)
    home, user, port = folder / "postgres", unprivileged_user(), free_port()
    make_cluster(binaries, home)
    options = ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]
    process = subprocess.Popen(
        [binaries / "postgres", "-D", home, "-p", str(port), *options],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        user=user[0] if user else None,
        group=user[1] if user else None,
        cwd="/",
    )
    ready = [binaries / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
    wait_for(lambda: subprocess.run(ready).returncode == 0)
    yield Debian(f"postgres://postgres@127.0.0.1:{port}")
    process.send_signal(signal.SIGINT)
    process.wait(30)
    shutil.rmtree(folder)


@dataclass
class Place:
    """A system: its data folder, and the environment that its commands run in."""

    folder: Path
    data: Path
    environment: dict[str, str]

    def manage(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return manage(*words, folder=self.folder, **self.environment)

    def python(self, module: str) -> dict[str, Any]:
        """What the module prints when it runs there."""
        clean = {name: value for name, value in os.environ.items() if name not in UNSET}
        done = subprocess.run(
            [sys.executable, "-m", module],
            env=clean | {"DJANGO_SETTINGS_MODULE": "modellkoncept.settings"} | self.environment,
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


UNSET = ("DATABASE_URL", "REDIS_URL", "DATA_DIR", "BASE_URL", "DEMO")


def asked(address: str, cookie: str = "") -> tuple[int, str]:
    request = urllib.request.Request(address, headers={"Cookie": cookie})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def seen(url: str, made: dict[str, Any]) -> tuple[list[str], int, str]:
    """The texts as a guest reads them, how the leader's page answers, and what health says."""
    status, state = asked(f"{url}/t/{made['path']}/lage/")
    assert status == 200, state
    texts = sorted(note["text"] for note in json.loads(state)["notes"])
    leaders, page = asked(f"{url}/tavlor/{made['board']}/", made["session"])
    assert texts[0].split("\n")[0] in page  # signed in, and at the board
    assert asked(f"{url}/t/{made['path']}/")[0] == 200
    return texts, leaders, json.loads(asked(f"{url}/halsa/")[1])["keys"]


# --- on Debian's Postgres ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def new_place(tmp_path_factory) -> Iterator[Callable[[str], Place]]:
    folder = tmp_path_factory.mktemp("places")

    def make(database_url: str) -> Place:
        data = folder / secrets.token_hex(4)
        data.mkdir()
        given = {"DATABASE_URL": database_url, "REDIS_URL": os.environ["REDIS_URL"]}
        return Place(folder, data, given | {"DATA_DIR": str(data), "DEMO": "0"})

    return make  # type: ignore[return-value]


@pytest.fixture(scope="module")
def source(new_place) -> Iterator[tuple[Place, dict[str, Any]]]:
    """A system on the run's own Postgres, with an open board."""
    name = f"source_{secrets.token_hex(4)}"
    with psycopg.connect(f"{server()}/postgres", autocommit=True) as there:
        there.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
    place = new_place(f"{server()}/{name}")
    assert place.manage("migrate", "-v0").stderr == ""
    yield place, place.python("tests.modellkoncept.open_board")
    with psycopg.connect(f"{server()}/postgres", autocommit=True) as there:
        there.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


HOW: dict[str, tuple[list[str], list[str]]] = {
    "keys in the archive": ([], []),
    "keys beside it": (["--keys-beside", "nycklar"], ["--keys-beside", "nycklar"]),
    "no keys": (["--without-keys"], []),
    "keys left out": ([], ["--without-keys"]),
}


@pytest.mark.parametrize("how", HOW)
def test_an_open_board_is_backed_up_and_read_on_another_server(how, source, new_place, debian):
    there, made = source
    file = f"{secrets.token_hex(4)}.tar"
    backing_up, restoring = HOW[how]

    done = there.manage("backup", file, *backing_up)
    here = new_place(debian.new_database())
    back = here.manage("restore", file, *restoring)

    assert [(each.returncode, each.stderr) for each in (done, back)] == [(0, ""), (0, "")]
    assert back.stdout.startswith(RESTORED)
    has_key = how.startswith("keys ") and how != "keys left out"
    lost = "" if has_key else f"nyckeln saknas till tavla {made['board']}"
    assert (f"Varning: {lost}." in back.stdout) == bool(lost)
    assert (here.data / "files" / made["file"]).read_bytes() == b"papper"
    assert (here.data / "keys" / made["key"]).exists() == has_key
    site = Site(here.data, {**os.environ, **here.environment, "STATIC_HASHED": "0"})
    site.environment["BASE_URL"] = site.url
    shutil.copytree(static_files("0"), here.data / "static")
    try:
        site.start_web()
        expected = sorted(TEXTS) if has_key else [NO_KEY] * len(TEXTS)
        assert seen(site.url, made) == (expected, 200, lost or "ok")
        assert "Traceback" not in site.said()
    finally:
        site.stop()


def test_in_a_folder_each_archive_has_a_name_and_the_keys_are_beside_it(source, tmp_path):
    there, made = source

    done = there.manage("backup", str(tmp_path), "--keys-beside", str(tmp_path / "nycklar"))

    assert (done.returncode, done.stderr) == (0, "")
    archive, keys = sorted(tmp_path.iterdir())
    assert archive.match("modellkoncept-20??-??-??T??????.tar")
    assert [path.name for path in keys.iterdir()] == [made["key"]]
    assert f"finns i {keys}, och inga andra." in done.stdout


def test_a_sealed_boards_key_leaves_the_copy_at_the_next_backup(new_place, debian, tmp_path):
    place = new_place(debian.new_database())
    assert place.manage("migrate", "-v0").returncode == 0
    made = place.python("tests.modellkoncept.open_board")
    back_up = ["backup", str(tmp_path / "kopia.tar"), "--yes", "--keys-beside", str(tmp_path / "k")]
    assert place.manage(*back_up).returncode == 0
    assert [path.name for path in (tmp_path / "k").iterdir()] == [made["key"]]

    # A disk that lost the key does not take its copy along; sealing does.
    key = (place.data / "keys" / made["key"]).read_bytes()
    (place.data / "keys" / made["key"]).unlink()
    told = place.manage(*back_up).stdout
    assert f"Varning: nyckeln saknas till tavla {made['board']}." in told
    assert [path.read_bytes() for path in (tmp_path / "k").iterdir()] == [key]
    (place.data / "keys" / made["key"]).write_bytes(key)
    sealing = (
        "from padlet.models import Board; from padlet.services import sealing;"
        " sealing.close_board(board=Board.objects.get())"
    )
    assert place.manage("shell", "-v0", "-c", sealing).returncode == 0
    assert place.manage(*back_up).returncode == 0

    assert list((tmp_path / "k").iterdir()) == []


def test_keys_are_refused_where_they_lie_in_no_folder(source, new_place, debian):
    there, _made = source
    assert there.manage("backup", "med.tar").returncode == 0
    here = new_place(debian.new_database())
    here.environment["KEYS_URL"] = "s3://nycklar/prod"

    refused = here.manage("restore", "med.tar")

    assert refused.returncode == 1
    assert "Nycklarna ligger inte i en mapp här" in refused.stderr
    assert "välj --without-keys. Ingenting är ändrat." in refused.stderr
    assert list(here.data.iterdir()) == []


# --- on the private servers of ./start -----------------------------------------------------------


def test_the_whole_system_is_backed_up_while_it_runs_and_restored_when_it_does_not(
    data: Path, monkeypatch
):
    monkeypatch.delenv("SECRET_KEY")  # the system makes its own
    port, folder, place = free_port(), data, data / "data"
    home = Place(folder, place, {"DATA_DIR": str(place), "DEMO": "0"})
    up = Up(place, "--port", str(port))
    try:
        wait_for(lambda: is_well(port))
        made = home.python("tests.modellkoncept.open_board")

        done = manage("up", "--data", str(place), "--backup", "kopia.tar", folder=folder)
        running = manage("up", "--data", str(place), "--restore", "kopia.tar", folder=folder)

        assert (done.returncode, done.stderr) == (0, "")
        assert "filer: 1, nycklar: 1." in done.stdout
        assert "Spara det inte längre än tavlorna är öppna" in done.stdout
        assert running.returncode == 1
        assert "Stoppa det med Ctrl-C" in running.stderr
        before = seen(f"http://127.0.0.1:{port}", made)
        assert before == (sorted(TEXTS), 200, "ok")
    finally:
        up.stop(signal.SIGTERM)
    again = manage("up", "--data", str(place), "--backup", "kopia.tar", folder=folder)
    assert again.returncode == 1
    assert "kopia.tar finns redan. Ska den ersättas? Kör igen med --yes." in again.stderr
    stopped = ["up", "--data", str(place), "--backup", "utan.tar", "--without-keys"]
    assert manage(*stopped, folder=folder).returncode == 0

    empty = place.with_name("empty")
    empty.mkdir()
    shutil.copy(place / "secret_key", empty)  # it is in no archive; without it all are signed out
    (place / "files" / made["file"]).unlink()
    asked_first = manage("up", "--data", str(place), "--restore", "kopia.tar", folder=folder)
    restored = [
        manage("up", "--data", str(where), "--restore", "kopia.tar", "--yes", folder=folder)
        for where in (place, empty)
    ]

    assert asked_first.returncode == 1
    assert "Här finns redan data, som försvinner. Ska den ersättas? Kör igen" in asked_first.stderr
    assert [(each.returncode, each.stderr) for each in restored] == [(0, ""), (0, "")]
    assert all(RESTORED in each.stdout for each in restored)
    for where in (place, empty):
        assert (where / "files" / made["file"]).read_bytes() == b"papper"
        second = Up(where, "--port", str(port))
        try:
            wait_for(lambda: is_well(port))
            assert seen(f"http://127.0.0.1:{port}", made) == before
        finally:
            second.stop(signal.SIGTERM)

    (empty / "keys" / made["key"]).unlink()
    without = manage("up", "--data", str(empty), "--restore", "utan.tar", "--yes", folder=folder)
    assert (without.returncode, without.stderr) == (0, "")
    assert f"Varning: nyckeln saknas till tavla {made['board']}." in without.stdout
