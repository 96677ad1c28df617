"""Log filters: what guests ask for leaves no trace, and what is refused is no error."""

import logging
import re
import traceback
from collections.abc import Iterator

from django.db import Error as DatabaseError

# The addresses that write notes, or return one to the holder of its token. Guests and members
# use the same ones.
NOTE_ENDPOINT = re.compile(r"/t/[0-9a-f]{32}/(lapp|egen|gilla|prick|klar)/")
# Everything that a guest opens, by a board's secret address or its spoken code: with its time in a
# log, a page would tell when somebody was about to write in which box.
GUEST_ADDRESS = re.compile(r"/t/[^/\s]")
# The addresses of single notes, for those who lead and those who take words home: a line of the log
# would join the note to a time.
ONE_NOTE = re.compile(r"/tavlor/\d+/lappar/")
# Who has it may read the board, and write on it.
BOARD_PATH = re.compile(r"^/t/[^/]+")
# What stands in a letter: who has it comes in as its reader, or turns her reminders off.
LETTERS_PATH = re.compile(r"(/inbjudan/|/mejl/avsluta/)[^/\s]+")
LONGEST_LINE = 300  # characters of a request in the log


REFUSED = range(400, 500)  # HTTP: the fault is the asker's


class RefusalsAreNoErrors(logging.Filter):
    """Let a refused request be one line without a trace; a failure of ours keeps all it says.

    Django words many refusals (403, 400, a wrong host) as errors with their trace, which anybody
    could fill the log with.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", None) not in REFUSED:
            return True
        if record.levelno > logging.INFO:
            record.levelno, record.levelname = logging.INFO, logging.getLevelName(logging.INFO)
        request = getattr(record, "request", None)
        # Some of them quote what was sent: the method, the path and the status say enough.
        path = BOARD_PATH.sub("/t/*", getattr(request, "path", ""))
        what = f"{getattr(request, 'method', '')} {path}"[:LONGEST_LINE]
        escaped = what.encode("unicode_escape").decode()
        record.msg = "refused with %s: %s"
        record.args = (record.status_code, escaped)  # type: ignore[attr-defined]
        record.exc_info = record.exc_text = record.stack_info = None
        return logging.getLogger().isEnabledFor(record.levelno)


class RedactLettersAddresses(logging.Filter):
    """Let no line hold an address that was sent to one person; after the filter of refusals."""

    def filter(self, record: logging.LogRecord) -> bool:
        told = record.getMessage()
        if LETTERS_PATH.search(told):
            record.msg, record.args = LETTERS_PATH.sub(r"\1*", told), None
        return True


class RedactDatabaseErrors(logging.Filter):
    """Let a trace with an error of the database tell where it was and its kinds, nothing more.

    Postgres quotes the row that it refuses ("Failing row contains …"): a note, or a person.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        errors = list(_causes(error))
        if not any(isinstance(each, DatabaseError) for each in errors):
            return True
        told = record.getMessage()
        for each in errors:
            for quoted in filter(None, (repr(each), str(each))):
                told = told.replace(quoted, type(each).__name__)
        record.msg, record.args = told, None
        lines = ["Traceback (most recent call last):\n"]
        for each in reversed(errors):  # as Python does: the first cause first
            lines += [*traceback.format_tb(each.__traceback__), f"{type(each).__name__}\n"]
        record.exc_text, record.exc_info = "".join(lines).rstrip(), None
        return True


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and all that it came of."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


# What the log says instead of the address; the first that matches.
KINDS = {
    NOTE_ENDPOINT: "a request of the note API",
    ONE_NOTE: "a step with a note",
    GUEST_ADDRESS: "a guest's page",
}


class RedactNoteRequests(logging.Filter):
    """Let failures of guests be counted, but never by path, trace, statement or text."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        told = f"{getattr(request, 'path', '')} {record.getMessage()}"
        what = next((what for address, what in KINDS.items() if address.search(told)), None)
        if what is None:
            return True
        if record.levelno < logging.ERROR:
            return False
        cause = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else "fel"
        record.msg, record.args = "%s failed: %s", (what, cause)
        record.exc_info = record.exc_text = record.stack_info = None
        return True
