"""What the log may hold. A note's way in leaves no trace there (TRUST: nothing joins to a note)."""

import logging
import re

# The addresses that write notes, or give one back to whoever holds its token. Guests and members
# use the same ones.
NOTE_DOOR = re.compile(r"/t/[0-9a-f]{32}/(lapp|egen|gilla|prick|klar)/")


class NoNoteDoors(logging.Filter):
    """Let a note door's failures be counted, but never by path, trace, statement or text."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        path = getattr(request, "path", "")
        if not NOTE_DOOR.search(path) and not NOTE_DOOR.search(record.getMessage()):
            return True
        if record.levelno < logging.ERROR:
            return False
        cause = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else "fel"
        record.msg, record.args = "a note door failed: %s", (cause,)
        record.exc_info = record.exc_text = record.stack_info = None
        return True
