"""The worker's heartbeat in Redis, so that the health page can tell whether a worker runs."""

import time

import redis

from modellkoncept.jobs.clock import CLOCK_DIFFERENCE
from modellkoncept.live.pubsub import client

HEARTBEAT = "modellkoncept:worker-heartbeat"


def record_heartbeat() -> None:
    """Record in Redis that the worker runs now."""
    with client() as connection:
        connection.set(HEARTBEAT, int(time.time()), ex=3600)


def heartbeat_age() -> float | None:
    """Seconds since the worker's last heartbeat; None when there is none, or Redis is away.

    One from the future was recorded before the clock was set back, and tells nothing: the next one
    of a living worker comes within seconds.
    """
    try:
        with client() as connection:
            said = connection.get(HEARTBEAT)
    except (redis.RedisError, OSError):
        return None
    age = time.time() - float(said) if said else None
    return None if age is None or age < -CLOCK_DIFFERENCE.total_seconds() else max(age, 0.0)
