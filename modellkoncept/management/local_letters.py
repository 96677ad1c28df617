"""The letters of a start without a mail server, written to its terminal as they come."""

import textwrap
import threading
import time
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, connection
from django.utils.translation import gettext as _

from modellkoncept.mail.models import OutgoingMail

LOOK_EVERY = 1.0  # seconds
LOOKED_AT = 50  # letters, the newest: more than come between two looks


def show_new_letters(say: Callable[[str], None]) -> None:
    """Show each letter that is written from now on.

    In a thread of its own: a database that hangs must not keep the supervisor from its work.
    """
    threading.Thread(target=_watch, args=[say], name="letters", daemon=True).start()


def _watch(say: Callable[[str], None]) -> None:
    seen: set[int] | None = None
    while True:
        try:
            seen = say_new_letters(seen, say)
        except (DatabaseError, InterfaceError):
            connection.close()  # Postgres is being started again
        time.sleep(LOOK_EVERY)


def say_new_letters(seen: set[int] | None, say: Callable[[str], None]) -> set[int]:
    """Say the letters that were not there at the last look, and give those that are there now."""
    letters = list(OutgoingMail.objects.order_by("-pk")[:LOOKED_AT])
    for letter in reversed(letters):
        if seen is not None and letter.pk not in seen:
            heading = _("Mejl till %(to)s: %(subject)s") % {
                "to": letter.to,
                "subject": letter.subject,
            }
            say(
                "\n"
                + heading
                + "\n"
                + textwrap.indent(letter.body.strip(), "  | ", lambda line: True)
            )
    return {letter.pk for letter in letters}
