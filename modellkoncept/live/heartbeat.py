"""The worker's heartbeat in Redis, so that the health page can tell whether a worker runs."""

import time

import redis

from modellkoncept.live.pubsub import client

HEARTBEAT = "modellkoncept:worker-heartbeat"


def record_heartbeat() -> None:
    """Record in Redis that the worker runs now."""
    with client() as connection:
        connection.set(HEARTBEAT, int(time.time()), ex=3600)


def heartbeat_age() -> float | None:
    """Seconds since the worker's last heartbeat; None when there is none, or Redis is away."""
    try:
        with client() as connection:
            said = connection.get(HEARTBEAT)
    except (redis.RedisError, OSError):
        return None
    return time.time() - float(said) if said else None
