"""The grid of ticks: the wall clock in steps of a tick, the same for all processes and machines."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

LATE = 0.1  # seconds after a tick, within which a reading counts as one at the tick
now = time.time  # a test has its own
_thread = threading.local()


class NotYetError(Exception):
    """What is asked for is read at the next tick; ask again in so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@contextmanager
def never_waiting() -> Iterator[None]:
    """In this thread nothing waits for a tick: NotYetError is raised instead.

    For the few threads that many requests share: who runs them waits, and asks again.
    """
    _thread.never_waits = True
    try:
        yield
    finally:
        _thread.never_waits = False


def may_wait() -> bool:
    return not getattr(_thread, "never_waits", False)


def number_of(moment: float, tick: float) -> int:
    """The number of the tick that this moment belongs to."""
    return int(moment // tick)


def next_tick(tick: float) -> float:
    """The moment of the next tick."""
    return (number_of(now(), tick) + 1) * tick


def is_late(due: float, misses: int) -> bool:
    """Whether it is too late, or (the clock was set) too early, to read as of this tick.

    More is forgiven with each miss in a row, so that a machine under load still gets on.
    """
    return not -0.02 <= now() - due <= LATE * 2**misses  # noqa: PLR2004 – timers are that exact


def wait_for_tick(tick: float) -> float:
    """Wait for the next tick; its moment."""
    due = next_tick(tick)
    if not may_wait():
        raise NotYetError(due - now())
    while (left := due - now()) > 0:
        time.sleep(min(left, tick))
    return due
