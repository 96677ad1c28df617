"""The worker's heartbeat in Redis, so that the health page can tell whether a worker runs."""

import time

from modellkoncept.jobs.clock import CLOCK_DIFFERENCE
from modellkoncept.live import pubsub

HEARTBEAT = "modellkoncept:worker-heartbeat"


def record_heartbeat() -> None:
    """Record in Redis that the worker runs now."""
    with pubsub.client() as connection:
        connection.set(HEARTBEAT, int(time.time()), ex=3600)


def heartbeat_age() -> tuple[bool, float | None]:
    """Whether Redis answers, and the seconds since the worker's last heartbeat, if there is one.

    One from the future was recorded before the clock was set back, and tells nothing: the next one
    of a living worker comes within seconds.
    """
    is_there, said = pubsub.ask(HEARTBEAT)
    age = time.time() - float(said) if said else None
    return is_there, None if age is None or age < -CLOCK_DIFFERENCE.total_seconds() else max(
        age, 0.0
    )
