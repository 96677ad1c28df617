"""The module that Django looks for in a database engine."""

from contextlib import suppress
from typing import Any

import psycopg
from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Postgres backend whose connection pool never returns a connection that died while idle.

    After a restart of Postgres all that rest in the pool are dead. The pool's own check, which
    Django's CONN_HEALTH_CHECKS asks for, throws them away one by one and waits a second or more in
    between: with four of them the visitor got no connection in time. Here one that is found dead
    has all the others looked at.
    """

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        found = super().get_new_connection(conn_params)
        if not self.pool or self._answers(found):
            return found
        self.pool.putconn(found)  # which throws it away and makes another
        self.pool.check()
        return super().get_new_connection(conn_params)

    def _answers(self, connection: "psycopg.Connection[Any]") -> bool:
        """Whether there is a server at the other end; it costs one round trip and no statement."""
        with suppress(psycopg.Error):
            self.pool.check_connection(connection)
            return True
        return False
