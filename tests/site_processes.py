"""The real web process and worker, on the test's own database and Redis."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings

from modellkoncept.embedded.web_and_worker import WEB_COMMAND
from tests.modellkoncept.processes import environment as process_environment
from tests.modellkoncept.processes import kill


def free_port() -> int:
    with closing(socket.socket()) as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


@contextmanager
def somebody_there() -> Iterator[None]:
    """Let a new process see that there are people: it asks no more, as on a site that is used."""
    from programmes.models import User  # the benchmarks set Django up after they load this

    try:
        somebody, is_new = User.objects.get_or_create(email="nagon@site.example")
    except RuntimeError:  # a test that reads no database itself: its site has one with people
        yield
        return
    try:
        yield
    finally:
        if is_new:
            somebody.delete()


@dataclass
class Site:
    """A running site: its address, its processes, and everything they have said."""

    folder: Path
    environment: dict[str, str]
    port: int = field(default_factory=free_port)
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    application: str = "modellkoncept.asgi:application"
    pool_size: int = 6

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start_web(self) -> None:
        server, _application, *options = WEB_COMMAND
        options += ["--timeout-graceful-shutdown", "1", "--log-level", "info"]
        command = [server, self.application, *options, "--port", str(self.port)]
        self._start("web", command, DATABASE_POOL_SIZE=str(self.pool_size))
        deadline = time.monotonic() + 30
        with somebody_there():
            while not self._answers():
                assert time.monotonic() < deadline, self.said()
                time.sleep(0.05)

    def start_worker(self) -> None:
        command = ["celery", "-A", "modellkoncept", "worker", "-c", "1", "--loglevel", "INFO"]
        self._start("worker", command, DATABASE_POOL_SIZE="0")

    def kill(self, name: str) -> None:
        """kill -9 the process and all its children."""
        kill(self.processes.pop(name))

    def stop(self) -> None:
        for process in self.processes.values():
            os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes.values():
            try:
                process.wait(8)
            except subprocess.TimeoutExpired:
                kill(process)

    def said(self) -> str:
        """Every line that the processes have written to their logs."""
        return "\n".join(log.read_text() for log in sorted(self.folder.glob("*.log")))

    def _start(self, name: str, command: list[str], **environment: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", *command],
                env=self.environment | environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _answers(self) -> bool:
        try:
            # It asks no database: some sites have none.
            with urlopen(f"{self.url}/tillganglighet/", timeout=2):
                return True
        except (URLError, OSError):
            return False


@cache
def static_files(hashed: str) -> Path:
    """The static files as they are served, collected once for all sites of this process."""
    folder = Path(tempfile.mkdtemp(prefix="static-", dir=settings.DATA_DIR))
    environment = process_environment(folder, STATIC_HASHED=hashed)
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
    subprocess.run(collect, env=environment, check=True, stdin=subprocess.DEVNULL)
    return folder / "static"


def _keys() -> Path:
    """The keys of boards that the test opens itself: the site's processes must find them."""
    keys = Path(settings.DATA_DIR) / "keys"
    keys.mkdir(mode=0o700, exist_ok=True)
    return keys


@contextmanager
def running_site(folder: Path, *, worker: bool = True, **more: str) -> Iterator[Site]:
    """Run a separate site (web and worker) until the block ends."""
    site = Site(folder, {})
    site.environment = process_environment(folder, **{"DEMO": "0", "BASE_URL": site.url} | more)
    shutil.copytree(
        static_files(site.environment["STATIC_HASHED"]), folder / "static", dirs_exist_ok=True
    )
    (folder / "keys").symlink_to(_keys())
    try:
        site.start_web()
        if worker:
            site.start_worker()
        yield site
    finally:
        site.stop()
