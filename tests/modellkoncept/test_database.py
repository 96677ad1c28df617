"""The pool of connections gets over a restart of Postgres before anybody notices."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.db.backends.postgresql.base import DatabaseWrapper

MOST = 6  # connections in the pool


@pytest.fixture
def connect(db) -> Iterator[Callable[[], DatabaseWrapper]]:
    """Make connections as the web process has them: from one pool."""
    pool = {"min_size": 2, "max_size": MOST, "timeout": 4}
    ours = connection.settings_dict
    settings = ours | {"OPTIONS": ours["OPTIONS"] | {"pool": pool}}
    made = []

    def make() -> DatabaseWrapper:
        made.append(connections["default"].__class__(settings, alias="pooled"))
        return made[-1]

    yield make
    made[0].close_pool()


def restart(pool) -> None:
    """End all the connections that rest in a full pool, as a restart of Postgres does."""
    busy = [pool.getconn() for _ in range(MOST)]
    for one in busy:
        pool.putconn(one)
    with connection.cursor() as cursor:
        for one in busy:
            cursor.execute("SELECT pg_terminate_backend(%s, 1000)", [one.info.backend_pid])


@pytest.mark.parametrize("visitors", [1, 2 * MOST])
def test_after_a_restart_of_postgres_nobody_is_refused(connect, visitors):
    first = connect()
    first.ensure_connection()
    first.close()
    restart(first.pool)

    def ask(_number: int) -> tuple[int]:
        mine = connect()
        with mine.cursor() as cursor:
            cursor.execute("SELECT 1")
            answer = cursor.fetchone()
        mine.close()
        return answer

    with ThreadPoolExecutor(visitors) as threads:
        answers = list(threads.map(ask, range(visitors)))

    assert answers == [(1,)] * visitors
