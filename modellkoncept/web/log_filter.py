"""Log filter: what guests ask for leaves no trace in the log (nothing joins to a note)."""

import logging
import re

# The addresses that write notes, or return one to the holder of its token. Guests and members
# use the same ones.
NOTE_ENDPOINT = re.compile(r"/t/[0-9a-f]{32}/(lapp|egen|gilla|prick|klar)/")
# Everything that a guest opens, by a board's secret address or its spoken code: with its time in a
# log, a page would tell when somebody was about to write in which box.
GUEST_ADDRESS = re.compile(r"/t/[^/\s]")
# The addresses of single notes, for those who lead and those who take words home: a line of the log
# would join the note to a time.
ONE_NOTE = re.compile(r"/tavlor/\d+/lappar/")

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
