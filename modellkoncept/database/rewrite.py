"""Rewrite a table with VACUUM FULL so that no dead tuples stay on disk."""

import logging
import re

from django.db import OperationalError, ProgrammingError, connection

logger = logging.getLogger(__name__)
# VACUUM FULL locks the table. Rather than hold up writers, it gives up and the sweep comes again.
LONGEST_WAIT = "2s"


def rewrite_table(table: str) -> bool:
    """Rewrite the table's file; whether no dead row was left in it.

    VACUUM runs outside transactions, and reports how many dead rows it had to keep because another
    transaction may still read them, also one in another database of the same server. ANALYZE renews
    the statistics: they quote values of the rows.
    """
    heard: list[str] = []
    with connection.cursor() as cursor:
        raw = connection.connection
        raw.add_notice_handler(listen := lambda said: heard.append(said.message_detail or ""))
        try:
            cursor.execute(f"SET lock_timeout = '{LONGEST_WAIT}'")
            cursor.execute("SET statement_timeout = 0")  # a large table takes its time
            cursor.execute(f"VACUUM (FULL, VERBOSE) {table}")
            cursor.execute(f"ANALYZE {table}")
        except OperationalError as error:
            logger.info("%s is in use, its vacuum waits: %s", table, type(error).__name__)
            return False
        finally:
            raw.remove_notice_handler(listen)
            cursor.execute("RESET lock_timeout")
            cursor.execute("RESET statement_timeout")
    kept = [found[0] for text in heard if (found := re.search(r"\d+", text))]
    if kept[:1] != ["0"]:
        logger.warning("%s still holds rows of before its vacuum; it comes again", table)
    return kept[:1] == ["0"]


def drop_old_log() -> bool:
    """Have the server let go of the write-ahead log of what has been rewritten; whether it may.

    Only a superuser may ask for it: the role of a private server, seldom one of an authority's own,
    where the log goes by the server's own rules.
    """
    with connection.cursor() as cursor:
        try:
            cursor.execute("SELECT pg_switch_wal()")
            cursor.execute("CHECKPOINT")
        except (ProgrammingError, OperationalError) as error:
            logger.info("the log of before the vacuum stays: %s", type(error).__name__)
            return False
    return True
