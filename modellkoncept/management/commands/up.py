"""Run everything on this machine: Postgres, Redis, the web and the worker. ./start calls this."""

import errno
import fcntl
import hashlib
import http.client
import inspect
import os
import signal
import socket
import sys
import time
from argparse import ArgumentParser, BooleanOptionalAction
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from modellkoncept import embedded
from modellkoncept.embedded import postgres, redis
from modellkoncept.embedded.supervisor import (
    GaveUpError,
    Program,
    StopAskedError,
    Supervisor,
    last_lines,
)
from modellkoncept.web import static_storage

LOOK_EVERY = 0.2  # seconds
PORTS_TO_TRY = 50
EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 – only when somebody types it, to let phones in
STARTED_OVER = "MODELLKONCEPT_STARTED_OVER"


class Command(BaseCommand):
    help = _("Startar allt på den här datorn och håller det igång. Ctrl-C stoppar.")
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--port",
            type=int,
            default=8000,
            help=_("porten att börja pröva på; är den upptagen tas nästa (8000)"),
        )
        parser.add_argument(
            "--host",
            default="127.0.0.1",
            help=_(
                "adressen att lyssna på. 127.0.0.1 är bara den här datorn; med 0.0.0.0 kommer"
                " telefoner på samma nät in (127.0.0.1)"
            ),
        )
        parser.add_argument(
            "--data",
            type=Path,
            help=_("mappen för databas, filer och loggar (var)"),
        )
        parser.add_argument(
            "--demo",
            action=BooleanOptionalAction,
            help=_("fyll på med påhittade kommuner och öppna genvägar in, eller låt bli"),
        )

    def handle(
        self, *, port: int, host: str, data: Path | None, demo: bool | None, **options: Any
    ) -> None:
        self.began = time.monotonic()
        self.in_step = False
        self.supervisor = Supervisor(self.say_death, self.say_return)
        free, busy = free_port(host, port)
        become(
            DATA_DIR=str((data or settings.DATA_DIR).resolve()),
            DEMO=str(int(settings.DEMO if demo is None else demo)),
            # Behind a proxy people come by the proxy's address, not by ours.
            BASE_URL=settings.BASE_URL if settings.SECURE else address_of(host, free),
        )
        try:
            with ExitStack() as after:
                after.enter_context(only_one(settings.DATA_DIR))
                after.callback(embedded.remove_socket_dir, settings.DATA_DIR)
                after.enter_context(self.stopped_by_signals())
                for taken in busy:
                    self.say(_("Port %(port)s är upptagen, provar nästa.") % {"port": taken})
                self.run_everything(host, free)
        except StopAskedError:
            self.say(_("Allt är stoppat."))
        except GaveUpError as error:
            raise CommandError(why_it_gave_up(error.program)) from error
        except embedded.CannotRunError as error:
            raise CommandError(str(error)) from error
        except OperationalError as error:
            raise CommandError(_("Databasen svarar inte: %s") % error) from error
        except OSError as error:
            raise CommandError(_("Det gick inte att starta: %s") % error) from error

    def run_everything(self, host: str, port: int) -> None:
        """Start, say where to go, and watch until somebody asks us to stop."""
        self.start_stores(settings.DATA_DIR)
        self.prepare()
        web = web_program(settings.DATA_DIR, host, port)
        with self.step(_("Webben"), interruptible=False):
            self.supervisor.start(web)
            self.supervisor.wait_for(web)
        # After the web: on a small machine they would hold each other up.
        self.supervisor.start(worker_program(settings.DATA_DIR))
        self.say_the_way_in(host)
        while True:
            self.supervisor.look()
            time.sleep(LOOK_EVERY)

    def start_stores(self, data: Path) -> None:
        """Start our own Redis and Postgres, unless the environment names others."""
        if not os.environ.get("REDIS_URL"):
            with self.step(_("Redis"), interruptible=False):
                own = redis.program(data)
                self.supervisor.start(own)
                self.supervisor.wait_for(own)
        if not os.environ.get("DATABASE_URL"):
            home = postgres.home_of(data)
            if home.parent != data:
                self.say(
                    _("Databasens filer ligger i %(home)s: Postgres når inte %(data)s.")
                    % {"home": home, "data": data}
                )
            with self.step(_("Databasen"), interruptible=False):
                own = postgres.program(data)
                self.supervisor.start(own)
                self.supervisor.wait_for(own)
                postgres.create_database(data)

    def prepare(self) -> None:
        """Everything that must be in place before the first visitor."""
        if embedded.pango_is_missing():
            self.say(embedded.pango_help())
        mark = settings.DATA_DIR / "static.mark"
        fingerprint = fingerprint_of_static_files()
        if not (mark.exists() and mark.read_text() == fingerprint):
            with self.step(_("Stilmallar och bilder")):
                call_command("collectstatic", interactive=False, clear=True, verbosity=0)
                mark.write_text(fingerprint)
        with self.step(_("Tabeller")):
            migrate_if_needed()
        if settings.DEMO and "demo" in get_commands():
            with self.step(_("Exempeldata")):
                call_command("demo", stdout=self.stdout, stderr=self.stderr)
        connections.close_all()

    @contextmanager
    def stopped_by_signals(self) -> Iterator[None]:
        """Ctrl-C, SIGTERM and a closed terminal stop everything; a second one stops it at once."""

        def ask(number: int, frame: FrameType | None) -> None:
            self.supervisor.ask_to_stop()
            if self.in_step:
                self.in_step = False
                raise StopAskedError

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, ask)
        try:
            yield
        finally:
            self.in_step = False
            self.supervisor.stop()

    @contextmanager
    def step(self, name: str, *, interruptible: bool = True) -> Iterator[None]:
        """Say what was done and how long it took. A wish to stop ends it, at once if it may."""
        began = time.monotonic()
        self.in_step = interruptible
        try:
            yield
        finally:
            self.in_step = False
        self.say(f"{name:<24}{seconds_since(began)}")
        self.supervisor.look()

    def say_the_way_in(self, host: str) -> None:
        self.say("")
        self.say(
            self.style.SUCCESS(
                _("Klart på %(seconds)s. Öppna %(url)s/")
                % {"seconds": seconds_since(self.began), "url": settings.BASE_URL}
            )
        )
        if settings.DEMO:
            self.say(_("Vägar in för olika personer: %s/demo/") % settings.BASE_URL)
        if host not in EVERYWHERE:
            self.say(_("Ska telefoner på samma nät komma in? Starta med --host 0.0.0.0"))
        self.say(_("Loggarna ligger i %s. Ctrl-C stoppar allt.") % (settings.DATA_DIR / "log"))

    def say_death(self, program: Program, code: int) -> None:
        cause = _("signal %s") % -code if code < 0 else _("felkod %s") % code
        self.say(
            _("%(name)s stannade (%(cause)s) och startas igen.")
            % {"name": name_of(program), "cause": cause}
        )

    def say_return(self, program: Program) -> None:
        self.say(_("%s är igång igen.") % name_of(program))

    def say(self, line: str) -> None:
        with suppress(OSError):  # the terminal may be gone; what runs must still be stopped
            self.stdout.write(line)
            self.stdout.flush()


# --- where ------------------------------------------------------------------------------------


def free_port(host: str, first: int) -> tuple[int, list[int]]:
    """The first free port from `first` on, and those that were busy before it."""
    busy: list[int] = []
    for port in range(first, first + PORTS_TO_TRY):
        if not 1 <= port <= 65535:  # noqa: PLR2004 – the ports there are
            raise CommandError(_("Porten ska vara ett tal mellan 1 och 65535."))
        if is_free(host, port):
            return port, busy
        busy.append(port)
    raise CommandError(
        _("Alla portar från %(first)s till %(last)s är upptagna.")
        % {"first": first, "last": busy[-1]}
    )


def is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise CommandError(
                _("Det går inte att lyssna på %(host)s, port %(port)s: %(why)s")
                % {"host": host, "port": port, "why": error.strerror}
            ) from error
    return True


def address_of(host: str, port: int) -> str:
    name = own_address() if host in EVERYWHERE else host
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def own_address() -> str:
    """This machine's address on its network. Nothing is sent to find it out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
        try:
            door.connect(("192.0.2.1", 9))  # an address that is nobody's
        except OSError:
            return "127.0.0.1"
        return str(door.getsockname()[0])


def become(**wanted: str) -> None:
    """Set the environment; start over, once, if the settings were read from another one."""
    now = {
        "DATA_DIR": str(settings.DATA_DIR),
        "DEMO": str(int(settings.DEMO)),
        "BASE_URL": settings.BASE_URL,
    }
    os.environ.update(wanted)
    if os.environ.pop(STARTED_OVER, None) is None and wanted != now:
        os.environ[STARTED_OVER] = "1"
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 – our own words again


@contextmanager
def only_one(data: Path) -> Iterator[None]:
    """Hold the data folder; whoever comes second is told where the first one runs."""
    data.mkdir(parents=True, exist_ok=True)
    path = data / "running"
    while True:
        file = path.open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise CommandError(
                _("Det är redan igång: öppna %s/ eller stoppa det med Ctrl-C där det startades.")
                % file.read()
            ) from error
        with suppress(FileNotFoundError):
            if os.fstat(file.fileno()).st_ino == path.stat().st_ino:
                break
        file.close()  # the one who held it took the file away when he stopped
    with file:
        file.truncate(0)
        file.write(settings.BASE_URL)
        file.flush()
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


# --- what -------------------------------------------------------------------------------------


def web_program(data: Path, host: str, port: int) -> Program:
    own = urlsplit(settings.BASE_URL)
    hosts = os.environ.get("ALLOWED_HOSTS") or f"{own.hostname},localhost,127.0.0.1"
    probe = "127.0.0.1" if host in EVERYWHERE else host

    def answers() -> bool:
        line = http.client.HTTPConnection(probe, port, timeout=2)
        try:
            line.request("GET", "/halsa/", headers={"Host": own.netloc})
            return line.getresponse().status in {200, 503}
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()

    return Program(
        name="web",
        command=[
            *(sys.executable, "-m", "uvicorn", "modellkoncept.asgi:application"),
            *("--host", host, "--port", str(port), "--no-access-log", "--log-level", "warning"),
            *("--lifespan", "auto", "--timeout-graceful-shutdown", "3"),
        ],
        log=data / "log" / "web.log",
        answers=answers,
        environment=os.environ | {"DATABASE_POOL_SIZE": "10", "ALLOWED_HOSTS": hosts},
        folder=settings.BASE_DIR,
    )


def worker_program(data: Path) -> Program:
    return Program(
        name="worker",
        command=[
            *(sys.executable, "-m", "celery", "--app", "modellkoncept", "worker", "--beat"),
            *("--pool", "prefork", "--concurrency", "2", "--loglevel", "WARNING"),
            *("--without-gossip", "--without-mingle"),
        ],
        log=data / "log" / "worker.log",
        environment=os.environ | {"DATABASE_POOL_SIZE": "0"},
        folder=settings.BASE_DIR,
    )


def migrate_if_needed() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)


def fingerprint_of_static_files() -> str:
    """Changes when any file that collectstatic would copy does, or the way it copies them."""
    how = f"{settings.STORAGES['staticfiles']} {inspect.getsource(static_storage)}"
    mark = hashlib.sha256(how.encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            mark.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return mark.hexdigest()


# --- in words ---------------------------------------------------------------------------------


def name_of(program: Program) -> str:
    names = {
        "postgres": _("Databasen"),
        "redis": _("Redis"),
        "web": _("Webben"),
        "worker": _("Arbetaren"),
    }
    return names[program.name]


def seconds_since(moment: float) -> str:
    return _("%s s") % number_format(time.monotonic() - moment, 1)


def why_it_gave_up(program: Program) -> str:
    return _("%(name)s kommer inte igång. Så slutar %(log)s:\n%(lines)s") % {
        "name": name_of(program),
        "log": program.log,
        "lines": last_lines(program.log),
    }
