"""One thread of a web process that reads what is shown live, at the ticks and nowhere between.

Whoever shows a thing that is not read as of the current tick waits until it is: so no two processes
that are asked at different moments of one tick tell of different things.
"""

import logging
import threading
import time
from collections.abc import Callable, Collection
from math import floor

from django.db import DatabaseError, OperationalError

from modellkoncept.live import ticks

logger = logging.getLogger(__name__)

KEPT_FOR = 30.0  # seconds that a thing is read at every tick, after somebody last asked for it
LEAD = 0.05  # seconds before a tick, when the connection for it is fetched
GRACE = 0.3  # seconds after a tick that its reading may take
FORGIVEN = 5  # ticks missed in a row, before a waiting user is told that it does not work


class GridReader:
    """Calls `read(keys, due)` shortly before each tick that any of the keys is due at.

    `read` waits for `due` itself, and returns False when it came too late. Ticks are whole seconds.
    """

    def __init__(self, read: Callable[[list[int], float, int], bool]) -> None:
        self._read = read
        self._condition = threading.Condition()
        self._wanted: dict[int, tuple[float, float]] = {}  # key -> its tick, when last asked for
        self._readings: dict[int, float] = {}  # key -> the tick that it was read at
        self._failures = 0
        self._misses = 0
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def is_running(self) -> bool:
        return self._thread is not None

    def start(self) -> None:
        if self._thread is None:
            self._stopping.clear()
            self._thread = threading.Thread(target=self._run, name="grid-reader", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        thread, self._thread = self._thread, None
        self._stopping.set()
        with self._condition:
            self._condition.notify_all()
        if thread:
            thread.join(5)

    def expect(self, key: int, tick: float) -> None:
        """Read this thing at each of its ticks, for a while."""
        is_first = not self._wanted
        self._wanted[key] = (tick, time.monotonic())
        if is_first:
            with self._condition:
                self._condition.notify_all()

    def wait(self, keys: dict[int, float], is_read: Callable[[], bool]) -> None:
        """Wait until these (key -> tick) are read as of a tick.

        Raises NotYetError in a thread that may not wait, OperationalError when it does not work.
        """
        before = {key: self._readings.get(key) for key in keys}
        failures = self._failures
        for key, tick in keys.items():
            self.expect(key, tick)

        def is_over() -> bool:
            if self._failures != failures or not self.is_running:
                return True
            return is_read() or all(self._readings.get(key) != before[key] for key in keys)

        longest = max(keys.values())
        patience = FORGIVEN * longest if ticks.may_wait() else GRACE - ticks.now() % longest
        with self._condition:
            has_come = self._condition.wait_for(is_over, max(patience, 0))
        if not has_come and not ticks.may_wait():
            raise ticks.NotYetError(ticks.next_tick(longest) - ticks.now() + ticks.LATE / 5)
        if not has_come or self._failures != failures:
            raise OperationalError("it could not be read at the tick")

    def _run(self) -> None:
        while not self._stopping.is_set():
            with self._condition:
                self._condition.wait_for(lambda: self._wanted or self._stopping.is_set())
            due = floor(ticks.now() + LEAD) + 1.0
            self._stopping.wait(max(0, due - LEAD - ticks.now()))
            oldest = time.monotonic() - KEPT_FOR
            asked = list(self._wanted.items())
            keys = [key for key, (tick, at) in asked if at >= oldest and due % tick == 0]
            for key, (_tick, at) in asked:
                if at < oldest:
                    self._wanted.pop(key, None)
                    self._readings.pop(key, None)
            if keys and not self._stopping.is_set():
                self._read_at(keys, due)

    def _read_at(self, keys: Collection[int], due: float) -> None:
        try:
            has_read = self._read(list(keys), due, self._misses)
        except DatabaseError as error:
            logger.warning("the tick was not read: %s", type(error).__name__)
            self._failures += 1
        except Exception:
            logger.exception("the tick was not read")
            self._failures += 1
        else:
            self._misses = 0 if has_read else self._misses + 1
            if has_read:
                self._readings.update(dict.fromkeys(keys, due))
        with self._condition:
            self._condition.notify_all()
