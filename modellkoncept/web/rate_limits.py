"""Limits on how often something may be done, counted in Postgres: exact over all processes.

Each count is one statement, so that sixty who try at once get sixty different numbers, and it is
made before the thing that it limits. It must not stand in a transaction that may be rolled back.

A window lasts from its first count for one to two times its seconds, until the clock has turned by
a whole number of them: so no turn of the clock doubles a limit, and the stored time is no finer
than the window. What is counted is stored as a hash under the server's key only. Never used for
notes, whose transaction writes nothing beside them (TRUST: C5).
"""

import uuid
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac

from modellkoncept.web.counters import Counter

# A row that says it lasts longer than two windows was written before the clock was set back.
COUNT = """
    INSERT INTO modellkoncept_counter AS counter (key, number, expires_at)
    VALUES (
        %(key)s,
        1,
        date_bin(%(window)s::interval, statement_timestamp(), '2000-01-01 00:00+00')
            + 2 * %(window)s::interval
    )
    ON CONFLICT (key) DO UPDATE SET
        number = CASE WHEN counter.expires_at > statement_timestamp()
                AND counter.expires_at <= excluded.expires_at + %(window)s::interval
            THEN counter.number + 1 ELSE 1 END,
        expires_at = CASE WHEN counter.expires_at > statement_timestamp()
                AND counter.expires_at <= excluded.expires_at + %(window)s::interval
            THEN counter.expires_at ELSE excluded.expires_at END
    RETURNING number
"""
TAKE_BACK = """
    UPDATE modellkoncept_counter SET number = number - 1
    WHERE key = %s AND number > 0 AND expires_at > statement_timestamp()
"""


def count(what: str, about: str = "", *, seconds: int) -> int:
    """Count one more of `what` about this thing, and return how many that makes in the window."""
    given: dict[str, Any] = {"key": _key(what, about), "window": f"{seconds} seconds"}
    with connection.cursor() as cursor:
        cursor.execute(COUNT, given)
        found = cursor.fetchone()
    return int(found[0])


def counted(what: str, about: str = "") -> int:
    """How many have been counted in the window, without counting one more."""
    found = Counter.objects.filter(key=_key(what, about), expires_at__gt=timezone.now())
    return found.values_list("number", flat=True).first() or 0


def take_back(what: str, about: str = "") -> None:
    """Undo one count: the thing turned out to be no offence."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE_BACK, [_key(what, about)])


def sweep() -> None:
    """Delete the counts whose window is over."""
    Counter.objects.filter(expires_at__lte=timezone.now()).delete()


def _key(what: str, about: str) -> uuid.UUID:
    digest = salted_hmac(f"modellkoncept.limits.{what}", about, algorithm="sha256").digest()
    return uuid.UUID(bytes=digest[:16])
