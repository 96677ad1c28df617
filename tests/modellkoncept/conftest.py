"""What more tests of the frame than one file ask for."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from modellkoncept import embedded, urls
from modellkoncept.embedded.backup import System
from modellkoncept.embedded.supervisor import Supervisor
from tests.modellkoncept.demo_helpers import ORDINARY
from tests.modellkoncept.toy_systems import TABLES, execute, server
from tests.site_processes import Site, running_site


@pytest.fixture
def demo_mode(settings):
    settings.DEMO = True
    settings.ROOT_URLCONF = (*ORDINARY, *urls.demo_urlpatterns)


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


@pytest.fixture
def new_system(tmp_path: Path) -> Iterator[Callable[[], System]]:
    """Make systems with an empty database, on the test run's own server."""
    made: list[str] = []

    def make() -> System:
        made.append(f"backup_{secrets.token_hex(4)}")
        with psycopg.connect(f"{server()}/postgres", autocommit=True) as there:
            there.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(made[-1])))
        data = tmp_path / made[-1]
        data.mkdir()
        return System(f"{server()}/{made[-1]}", data, data / "files", data / "keys")

    yield make
    with psycopg.connect(f"{server()}/postgres", autocommit=True) as there:
        for name in made:
            there.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def full(new_system) -> System:
    """A system with rows, files and the keys of two boards."""
    system = new_system()
    execute(system, TABLES)
    (system.files / "documents" / "1").mkdir(parents=True)
    (system.files / "documents" / "1" / "åäö.pdf").write_bytes(os.urandom(100_000))
    (system.files / "empty").write_bytes(b"")
    system.keys.mkdir(mode=0o700)
    for name in ("1", "2"):
        (system.keys / name).write_bytes(os.urandom(32))
    return system


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    with django_db_blocker.unblock(), running_site(folder, worker=False) as site:
        yield site
