"""Throw-away Postgres and Redis for one test run, a fixed environment, and the path of Chromium.

A plugin and not a conftest, because the environment must be set before the settings load:
pyproject.toml names it with -p. Only the controlling process starts servers; the workers of xdist
inherit the environment, each with a Redis and a data folder of its own.
"""

import gc
import os
import secrets
import shutil
import tempfile
from collections import Counter
from collections.abc import Generator
from pathlib import Path

import pytest
from execnet.xspec import XSpec

from modellkoncept import embedded
from modellkoncept.embedded import postgres, redis
from modellkoncept.embedded.supervisor import Supervisor

NO_CHROMIUM = (
    "Chromium hittades inte, så webbläsartesterna hoppades över."
    " Debian, Ubuntu: sudo apt install chromium"
)
CHROMIUM = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
# Whatever the developer's own environment and .env say, the tests see the same.
ENVIRONMENT = {
    "BASE_URL": "http://127.0.0.1:8000",
    "DATABASE_POOL_SIZE": "0",
    "DEBUG": "0",
    "DEMO": "0",
    "STATIC_HASHED": "0",
}
UNSET = (
    "ALLOWED_HOSTS",
    "BOARD_DISPOSAL_DECISION",
    "BOARD_RETENTION_DAYS",
    "CALLED_FROM",
    "DATABASE_STATEMENT_TIMEOUT",
    "DEMO_IN_PUBLIC",
    "EMAIL_URL",
    "FROM_EMAIL",
    "LOG_LEVEL",
    "OIDC_CLIENT_ID",
    "OIDC_CLIENT_SECRET",
    "OIDC_ISSUER",
    "OIDC_NAME",
    "OIDC_TRUSTED_DOMAINS",
    "STAFF_MFA_REQUIRED",
    "STARTED_HERE",
)


class ThrowawayServers:
    """The servers of one run, in a folder that is removed with them."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="modellkoncept-test-")).resolve()
        self.folder.chmod(0o711)  # as root, another user runs Postgres and must get in
        self.own_postgres = not os.environ.get("DATABASE_URL")
        self.own_redis = not os.environ.get("REDIS_URL")
        self.supervisor = Supervisor()
        self.redis_folders: list[Path] = []

    def set_environment(self) -> None:
        for name in UNSET:
            os.environ.pop(name, None)
        os.environ |= ENVIRONMENT | {
            "DATA_DIR": str(self.folder),
            "SECRET_KEY": secrets.token_urlsafe(60),
        }
        if self.own_postgres:
            os.environ["DATABASE_URL"] = embedded.database_url(self.folder)
        if self.own_redis:
            os.environ["REDIS_URL"] = embedded.redis_url(self.folder)

    def start(self) -> None:
        """Start the servers that every process of the run shares."""
        self.start_redis(self.folder)
        if self.own_postgres:
            program = postgres.program(self.folder, fast=True)
            self.supervisor.start(program)
            self.supervisor.wait_for(program)

    def start_redis(self, folder: Path) -> None:
        if self.own_redis:
            self.redis_folders.append(folder)
            program = redis.program(folder, fast=True)
            self.supervisor.start(program)
            self.supervisor.wait_for(program)

    def stop(self) -> None:
        self.supervisor.stop()
        for folder in {self.folder, *self.redis_folders}:
            embedded.remove_socket_dir(folder)
        if (self.folder / "postgres").is_symlink():
            shutil.rmtree((self.folder / "postgres").readlink().parent, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)


def is_controller() -> bool:
    return "PYTEST_XDIST_WORKER" not in os.environ


def chromium() -> str | None:
    """Where Chromium is on this machine, or None."""
    return next((found for name in CHROMIUM if (found := shutil.which(name))), None)


SERVICES = ThrowawayServers() if is_controller() else None


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None, object, object]:
    """Before pytest-django, whose own hook reads the settings."""
    if SERVICES:
        SERVICES.set_environment()
    return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Before xdist, whose own hook starts its processes."""
    if SERVICES and not session.config.option.collectonly:
        if os.environ.get("REQUIRE_BROWSER") == "1" and not chromium():
            pytest.exit(NO_CHROMIUM, returncode=pytest.ExitCode.USAGE_ERROR)
        SERVICES.start()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(specs: list[XSpec]) -> None:
    """Give each worker its own Redis and files: no test hears what another publishes."""
    assert SERVICES
    for number, spec in enumerate(specs):
        folder = SERVICES.folder / str(number)
        folder.mkdir()
        SERVICES.start_redis(folder)
        spec.env["DATA_DIR"] = str(folder)
        if SERVICES.own_redis:
            spec.env["REDIS_URL"] = embedded.redis_url(folder)


def pytest_unconfigure() -> None:
    if SERVICES:
        SERVICES.stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    _put_the_long_files_first(items)
    for item in items:
        # These wait for real processes, which a busy machine may hold up past any patience: run
        # again, and told at the end. All others must go through at once.
        if item.get_closest_marker("browser") or item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.flaky(reruns=2))
    if not chromium():
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


def _put_the_long_files_first(items: list[pytest.Item]) -> None:
    """Run the slowest files first, so that no worker is left alone with one of them at the end.

    First those with the most slow tests, and among equals those with the most tests.

    Those with a browser come last: Playwright leaves its loop running in the thread, and within
    that nothing else may wait for what is asynchronous.
    """
    slow, browser = Counter[Path](), Counter[Path]()
    tests = Counter(item.path for item in items)
    for item in items:
        slow[item.path] += item.get_closest_marker("slow") is not None
        browser[item.path] += item.get_closest_marker("browser") is not None
    items.sort(key=lambda item: (browser[item.path] > 0, -slow[item.path], -tests[item.path]))


def pytest_collection_finish() -> None:
    """Freeze the modules loaded so far: the garbage collector need not scan them again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say that browser tests were skipped; otherwise nobody would notice."""
    skipped = terminalreporter.getreports("skipped")
    if any("browser" in report.keywords for report in skipped) and not chromium():
        terminalreporter.write_line(NO_CHROMIUM, yellow=True)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The browser to start; tests that ask for it carry the mark `browser`."""
    path = chromium()
    assert path, NO_CHROMIUM
    return path
