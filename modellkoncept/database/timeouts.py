"""Lift the time limits of the database settings where work is long by nature."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

LIMITS = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")


@contextmanager
def without_time_limits(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Let this connection work as long as it takes; afterwards its own limits hold again."""
    _execute(connection, "SET {} = 0")
    try:
        yield
    finally:
        if connection.connection is not None and connection.is_usable():
            _execute(connection, "RESET {}")


def _execute(connection: BaseDatabaseWrapper, statement: str) -> None:
    with connection.cursor() as cursor:
        for name in LIMITS:
            cursor.execute(statement.format(name))
