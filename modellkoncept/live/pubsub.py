"""Redis client and channel: tell every web process that a thing has changed."""

import logging

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)

CHANNEL = "modellkoncept:changes"


def client() -> redis.Redis:
    """Redis client with short timeouts and no retries: publishing must never delay a request."""
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=0.5,
        socket_timeout=1,
        retry=Retry(NoBackoff(), 0),
    )


_publisher: redis.Redis | None = None


def publish(topic: str, key: int) -> None:
    """Publish to every web process that this thing changed; without Redis, publish nothing."""
    global _publisher  # noqa: PLW0603 – one connection pool for the process, made when first needed
    if _publisher is None:
        _publisher = client()
    try:
        _publisher.publish(CHANNEL, f"{topic} {key}")
    except (redis.RedisError, OSError):
        logger.warning("Redis is away: the change of %s was not published", topic)


def server() -> str:
    """Which server answers, and its version: Redis 7.0.15, Valkey 8.1.3; empty when none does."""
    try:
        with client() as connection:
            said = connection.info("server")
    except (redis.RedisError, OSError):
        return ""
    if "valkey_version" in said:
        return f"Valkey {said['valkey_version']}"
    return f"Redis {said.get('redis_version', '')}".strip()


def is_available() -> bool:
    """Whether Redis answers now."""
    try:
        with client() as connection:
            return bool(connection.ping())
    except (redis.RedisError, OSError):
        return False
