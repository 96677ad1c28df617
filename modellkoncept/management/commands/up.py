"""Run everything on this machine: Postgres, Redis, the web and the worker. ./start calls this."""

import os
import signal
import time
from argparse import ArgumentParser, BooleanOptionalAction
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from modellkoncept import embedded
from modellkoncept.embedded import emoji_font, listen_address, postgres, redis
from modellkoncept.embedded.restart import restart_with
from modellkoncept.embedded.single_instance import single_instance
from modellkoncept.embedded.staging import remove_interrupted
from modellkoncept.embedded.supervisor import (
    LONGEST_PAUSE,
    Program,
    StopRequestedError,
    Supervisor,
    last_lines,
)
from modellkoncept.embedded.web_and_worker import web_program, worker_program
from modellkoncept.environment import STARTED_FILE, record_start
from modellkoncept.management.backup_and_restore import back_up, restore
from modellkoncept.management.local_letters import show_new_letters
from modellkoncept.management.start_sentences import (
    SENTENCES,
    backup_line,
    first_person_sentence,
    letters_are_shown_here,
    name_of,
    what_it_means,
)
from modellkoncept.web.static_fingerprint import static_fingerprint
from programmes.queries.first_person import is_key_needed
from programmes.services.first_person import make_key

LOOK_EVERY = 0.2  # seconds


class Command(BaseCommand):
    help = _("Startar allt på den här datorn och håller det igång. Ctrl-C stoppar.")
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--port",
            type=int,
            default=8000,
            help=_("porten att prova först; är den upptagen används nästa (8000)"),
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
            help=_("med påhittade kommuner och genvägar in utan kod, eller utan"),
        )
        parser.add_argument(
            "--backup",
            type=Path,
            metavar="FIL",
            help=_("säkerhetskopiera databas, filer och nycklar till en fil, och starta inget"),
        )
        parser.add_argument(
            "--restore",
            type=Path,
            metavar="FIL",
            help=_("återställ en säkerhetskopia, och starta inget"),
        )
        parser.add_argument(
            "--yes", action="store_true", help=_("ersätt det som finns utan att fråga")
        )
        parser.add_argument(
            "--without-keys",
            action="store_true",
            help=_("utan nycklarna till tavlor som inte är förseglade"),
        )

    def handle(self, *, data: Path | None, **options: Any) -> None:
        if options["backup"] or options["restore"]:
            self.copy(data, **options)
        else:
            self.run(data=data, **options)

    def copy(self, data: Path | None, **options: Any) -> None:
        """Back up or restore, of the data folder that is asked for."""
        if options["backup"] and options["restore"]:
            raise CommandError(_("Välj ett av --backup och --restore."))
        wanted = {"DATA_DIR": str((data or settings.DATA_DIR).resolve())}
        restart_with(wanted, now={"DATA_DIR": str(settings.DATA_DIR)})
        is_sure, with_keys = options["yes"], not options["without_keys"]
        if path := options["backup"]:
            back_up(path, with_keys=with_keys, is_sure=is_sure, say=self.say)
        else:
            restore(options["restore"], with_keys=with_keys, is_sure=is_sure, say=self.say)

    def run(
        self, *, port: int, host: str, data: Path | None, demo: bool | None, **options: Any
    ) -> None:
        self.began = time.monotonic()
        self.in_step = False
        self.supervisor = Supervisor(self.say_exit, self.say_return, self.say_trouble)
        try:
            free, busy = listen_address.free_port(host, port)
            self.restart_if_needed(host, free, data, demo=demo)
            with ExitStack() as after:
                after.enter_context(single_instance(settings.DATA_DIR, settings.BASE_URL))
                after.callback(embedded.remove_socket_dir, settings.DATA_DIR)
                after.enter_context(self.stopped_by_signals())
                for taken in busy:
                    self.say(_("Port %(port)s är upptagen, provar nästa.") % {"port": taken})
                self.run_everything(host, free)
        except StopRequestedError:
            self.say(_("Allt är stoppat."))
        except tuple(SENTENCES) as error:
            raise CommandError(SENTENCES[type(error)](error)) from error
        except OperationalError as error:
            raise CommandError(_("Databasen svarar inte: %s") % error) from error
        except OSError as error:
            raise CommandError(_("Det gick inte att starta: %s") % error) from error

    def restart_if_needed(
        self, host: str, port: int, data: Path | None, *, demo: bool | None
    ) -> None:
        """Let the settings be read from the environment that the options ask for."""
        wanted = {
            "DATA_DIR": str((data or settings.DATA_DIR).resolve()),
            "DEMO": str(int(settings.DEMO if demo is None else demo)),
            "STARTED_HERE": "1",
            # Behind a proxy people come by the proxy's address, not by ours.
            "BASE_URL": settings.BASE_URL if settings.SECURE else listen_address.url_of(host, port),
        }
        now = {
            "DATA_DIR": str(settings.DATA_DIR),
            "DEMO": str(int(settings.DEMO)),
            "STARTED_HERE": str(int(settings.STARTED_HERE)),
            "BASE_URL": settings.BASE_URL,
        }
        restart_with(wanted, now=now)

    def run_everything(self, host: str, port: int) -> None:
        """Start everything, print the URL, and supervise until a stop is requested."""
        remove_interrupted(settings.DATA_DIR)
        if os.environ.get("CALLED_FROM"):  # by ./start, which lies beside the commands
            record_start(settings.BASE_DIR / STARTED_FILE, settings.DATA_DIR, settings.BASE_URL)
        self.start_stores(settings.DATA_DIR)
        self.prepare()
        data, folder = settings.DATA_DIR, settings.BASE_DIR
        web = web_program(data, folder, host=host, port=port, base_url=settings.BASE_URL)
        with self.step(_("Webbservern"), interruptible=False):
            self.supervisor.start(web)
            self.supervisor.wait_for(web)
        self.supervisor.settle()
        # After the web: on a small machine they would hold each other up.
        self.supervisor.start(worker_program(data, folder))
        self.say_the_address(host)
        if settings.LOCAL_LETTERS:
            show_new_letters(self.say)
        while True:
            self.supervisor.restart_dead()
            time.sleep(LOOK_EVERY)

    def start_stores(self, data: Path) -> None:
        """Start our own Redis and Postgres, unless the environment names others."""
        if not os.environ.get("REDIS_URL"):
            with self.step(_("Redis"), interruptible=False):
                own = redis.program(data)
                self.supervisor.start(own)
                self.supervisor.wait_for(own)
            server = redis.installed_server()
            self.say(f"  {server}, {server.path}")
        if not os.environ.get("DATABASE_URL"):
            home = postgres.postgres_data_dir(data)
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
        elif emoji_font.emoji_font_is_missing():
            self.say(emoji_font.EMOJI_FONT_HELP)
        mark = settings.DATA_DIR / "static.mark"
        fingerprint = static_fingerprint()
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
                raise StopRequestedError

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, ask)
        try:
            yield
        finally:
            self.in_step = False
            self.supervisor.stop()

    @contextmanager
    def step(self, name: str, *, interruptible: bool = True) -> Iterator[None]:
        """Print what was done and how long it took. A requested stop ends it, at once if it may."""
        began = time.monotonic()
        self.in_step = interruptible
        try:
            yield
        finally:
            self.in_step = False
        self.say(f"{name:<24}{seconds_since(began)}")
        self.supervisor.restart_dead()

    def say_the_address(self, host: str) -> None:
        self.say("")
        self.say(
            self.style.SUCCESS(
                _("Klart på %(seconds)s. Öppna %(url)s/")
                % {"seconds": seconds_since(self.began), "url": settings.BASE_URL}
            )
        )
        if settings.DEMO:
            self.say(_("Vägar in för olika personer: %s/demo/") % settings.BASE_URL)
        elif is_key_needed():
            self.say(self.style.SUCCESS(first_person_sentence(make_key())))
        if settings.LOCAL_LETTERS:
            self.say(letters_are_shown_here())
        if host not in listen_address.ALL_INTERFACES:
            self.say(_("Ska telefoner på samma nät komma in? Starta med --host 0.0.0.0"))
        self.say(_("Säkerhetskopiera till mappen där du står: %s") % backup_line())
        self.say(_("Loggarna ligger i %s. Ctrl-C stoppar allt.") % (settings.DATA_DIR / "log"))
        connections.close_all()

    def say_exit(self, program: Program, code: int | None) -> None:
        """Said once of an outage, with what it means for those who are at work."""
        if code is None:
            cause = _("startade inte")
        else:
            cause = _("signal %s") % -code if code < 0 else _("felkod %s") % code
        self.say(
            _("%(name)s stannade (%(cause)s) och startas igen.")
            % {"name": name_of(program), "cause": cause}
        )
        self.say(f"  {what_it_means(program)}")

    def say_trouble(self, program: Program) -> None:
        """Said once, when several new tries have not helped: they go on."""
        self.say(
            _(
                "%(name)s har inte startat än. Vi försöker igen minst var %(seconds)s:e sekund."
                " Sista raderna i %(log)s:\n%(lines)s"
            )
            % {
                "name": name_of(program),
                "seconds": number_format(LONGEST_PAUSE, 0),
                "log": program.log,
                "lines": last_lines(program.log),
            }
        )

    def say_return(self, program: Program) -> None:
        self.say(_("%s är igång igen.") % name_of(program))

    def say(self, line: str) -> None:
        with suppress(OSError):  # the terminal may be gone; what runs must still be stopped
            self.stdout.write(line)
            self.stdout.flush()


def migrate_if_needed() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)


def seconds_since(moment: float) -> str:
    return _("%s s") % number_format(time.monotonic() - moment, 1)
