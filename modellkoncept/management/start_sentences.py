"""What the terminal says of the parts that ./start runs, and of what stops it."""

import shlex
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from modellkoncept import embedded
from modellkoncept.embedded import listen_address
from modellkoncept.embedded.single_instance import AlreadyRunningError
from modellkoncept.embedded.supervisor import Program, RestartLimitError, last_lines


def name_of(program: Program) -> str:
    names = {
        "postgres": _("Databasen"),
        "redis": _("Redis"),
        "web": _("Webbservern"),
        "worker": _("Bakgrundsprocessen"),
    }
    return names[program.name]


def what_it_means(program: Program) -> str:
    """What people notice while this program is away."""
    meanings = {
        "postgres": _("Under tiden kan inget sparas; det som skrivs finns kvar i webbläsaren."),
        "redis": _("Under tiden visas nya lappar var femte sekund; dokument och mejl väntar."),
        "web": _("Under tiden går sidorna inte att nå; det som skrivs finns kvar i webbläsaren."),
        "worker": _("Under tiden väntar dokument och mejl; allt annat fungerar."),
    }
    return meanings[program.name]


def first_person_sentence(key: str) -> str:
    """Where the first person says who she is; the address may be copied as it stands."""
    return _("Här finns ingen ännu. Den första personen kommer in här: %s") % first_person_url(key)


def first_person_url(key: str) -> str:
    query = urlencode({"nyckel": key})
    return f"{settings.BASE_URL}{reverse('first_person')}?{query}"


def letters_are_shown_here() -> str:
    port = urlsplit(settings.BASE_URL).port
    return (
        _(
            "EMAIL_URL är inte inställd, så inga mejl skickas. Koder och andra mejl visas här i"
            " terminalen och på %s, som bara den här datorn kommer åt."
        )
        % f"http://127.0.0.1:{port}{reverse('local_letters')}"
    )


def backup_line() -> str:
    """The command that backs up what runs here, also while it runs, from whatever folder."""
    words = [str(settings.BASE_DIR / "start"), "--backup", "."]
    if settings.DATA_DIR != settings.BASE_DIR / "var":
        words += ["--data", str(settings.DATA_DIR)]
    return shlex.join(words)


def why_it_gave_up(error: RestartLimitError) -> str:
    program = error.program
    return _("%(name)s startar inte. Sista raderna i %(log)s:\n%(lines)s") % {
        "name": name_of(program),
        "log": program.log,
        "lines": last_lines(program.log),
    }


def already_running(error: AlreadyRunningError) -> str:
    return (
        _("Systemet är redan igång: öppna %s/ eller stoppa det med Ctrl-C där det startades.")
        % error.url
    )


def all_ports_busy(error: listen_address.AllPortsBusyError) -> str:
    return _("Alla portar från %(first)s till %(last)s är upptagna.") % {
        "first": error.first,
        "last": error.last,
    }


def cannot_listen(error: listen_address.CannotListenError) -> str:
    return _("Det går inte att lyssna på %(host)s, port %(port)s: %(why)s") % {
        "host": error.host,
        "port": error.port,
        "why": error.why,
    }


# Each error that stops the start, and the function that makes its sentence.
SENTENCES: dict[type[Exception], Callable[[Any], str]] = {
    RestartLimitError: why_it_gave_up,
    embedded.CannotRunError: str,
    AlreadyRunningError: already_running,
    listen_address.NoSuchPortError: lambda error: _("Porten ska vara ett tal mellan 1 och 65535."),
    listen_address.AllPortsBusyError: all_ports_busy,
    listen_address.CannotListenError: cannot_listen,
}
