"""The worker's heartbeat in Redis, so that the health page can tell whether a worker runs."""

import time

from modellkoncept.live import pubsub

HEARTBEAT = "modellkoncept:worker-heartbeat"


def record_heartbeat() -> None:
    """Record in Redis that the worker runs now."""
    with pubsub.client() as connection:
        connection.set(HEARTBEAT, int(time.time()), ex=3600)


def heartbeat_age() -> tuple[bool, float | None]:
    """Whether Redis answers, and the seconds since the worker's last heartbeat, if there is one."""
    is_there, said = pubsub.ask(HEARTBEAT)
    return is_there, time.time() - float(said) if said else None
