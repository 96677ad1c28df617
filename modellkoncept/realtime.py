"""Redis: the bell that tells every web process what changed. The only importer of redis."""

import time

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

HEARTBEAT = "modellkoncept:worker-heartbeat"


def _client() -> redis.Redis:
    """A client that gives up at once: nobody waits for a bell."""
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=0.5,
        socket_timeout=1,
        retry=Retry(NoBackoff(), 0),
    )


def answers() -> bool:
    try:
        with _client() as client:
            return bool(client.ping())
    except (redis.RedisError, OSError):
        return False


def beat_heart() -> None:
    with _client() as client:
        client.set(HEARTBEAT, int(time.time()), ex=3600)


def heartbeat_age() -> float | None:
    """Seconds since the worker last said that it lives; None when it never did or cannot say."""
    try:
        with _client() as client:
            said = client.get(HEARTBEAT)
    except (redis.RedisError, OSError):
        return None
    return time.time() - float(said) if said else None  # type: ignore[arg-type]
