"""Redis client and channel: tell every web process that a thing has changed."""

import time

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from modellkoncept.jobs.background import BackgroundSender

CHANNEL = "modellkoncept:changes"
PATIENCE = 0.4  # seconds that a request waits for Redis, which answers within a millisecond
BROKEN_FOR = 1.0  # seconds after a failure, in which no other request asks

sender = BackgroundSender("changes")
_publisher: tuple[str, redis.Redis] | None = None
_failed: tuple[str, float] = ("", 0.0)  # at which address, and when


def client(patience: float = 1.0) -> redis.Redis:
    """Redis client with short timeouts and no retries."""
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=min(patience, 0.5),
        socket_timeout=patience,
        retry=Retry(NoBackoff(), 0),
    )


def publish(topic: str, key: int) -> None:
    """Tell every web process, soon, that this thing changed. Never delays a request, never fails.

    What cannot be told while Redis is away is told when it is back.
    """
    sender.send((topic, key), lambda: _publish(f"{topic} {key}"))


def server() -> str:
    """Which server answers, and its version: Redis 7.0.15, Valkey 8.1.3; empty when none does."""
    try:
        with client(PATIENCE) as connection:
            said = connection.info("server")
    except (redis.RedisError, OSError):
        return ""
    if "valkey_version" in said:
        return f"Valkey {said['valkey_version']}"
    return f"Redis {said.get('redis_version', '')}".strip()


def _publish(message: str) -> None:
    global _publisher  # noqa: PLW0603 – one connection for the thread, made when first needed
    if _publisher is None or _publisher[0] != settings.REDIS_URL:
        _publisher = (settings.REDIS_URL, client())
    _publisher[1].publish(CHANNEL, message)


def ask(question: str) -> tuple[bool, bytes | None]:
    """Whether Redis answers now, and what it holds under this key.

    Once it has not answered, nobody else waits for it within a second.
    """
    global _failed  # noqa: PLW0603 – the breaker of this process
    if _failed[0] == settings.REDIS_URL and time.monotonic() - _failed[1] < BROKEN_FOR:
        return False, None
    try:
        with client(PATIENCE) as connection:
            held: bytes | None = connection.get(question)
    except (redis.RedisError, OSError):
        _failed = (settings.REDIS_URL, time.monotonic())
        return False, None
    return True, held
