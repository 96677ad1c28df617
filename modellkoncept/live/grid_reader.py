"""One thread of a web process that reads what is shown live, at the ticks and nowhere between.

Who shows a thing that is not read as of the current tick waits until it is: so no two processes
that are asked at different moments of one tick tell of different things.
"""

import logging
import threading
import time
from collections.abc import Callable, Collection
from math import floor

from django.db import OperationalError

from modellkoncept.live import ticks

logger = logging.getLogger(__name__)

KEPT_FOR = 900.0  # seconds that a thing is read at every tick, after somebody last asked for it
LEAD = 0.05  # seconds before a tick, when the connection for it is fetched
GRACE = 0.3  # seconds after a tick that its reading may take
AGAIN_AFTER = 1.0  # seconds after a turn that failed
FORGIVEN = 5  # ticks missed in a row, before a waiting user is told that it does not work


class GridReader:
    """Calls `read(keys, due, misses)` shortly before each tick that any of the keys is due at.

    `read` waits for `due` itself, and returns False when it came too late. Ticks are whole seconds.
    `find(keys)` gives the tick of each of these keys that has one; of all in use, for None.
    """

    def __init__(
        self,
        read: Callable[[list[int], float, int], bool],
        find: Callable[[set[int] | None], dict[int, float]],
    ) -> None:
        self._read = read
        self._find = find
        self._unknown: set[int] | None = None  # keys whose tick is to be found; None: all in use
        self._condition = threading.Condition()
        self._starting = threading.Lock()
        self._wanted: dict[int, tuple[float, float]] = {}  # key -> its tick, when last asked for
        self._readings: dict[int, float] = {}  # key -> the tick that it was read at
        self._failures = 0
        self._is_failing = False
        self._misses = 0
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def is_running(self) -> bool:
        """Whether it was started and not stopped: a thread that died meanwhile is replaced."""
        return self._thread is not None

    def start(self) -> None:
        """Read at the ticks until `stop`. Again is the same."""
        with self._starting:
            if self._thread is None:
                self._stopping.clear()
                self._start_thread()

    def stop(self) -> None:
        with self._starting:
            thread, self._thread = self._thread, None
            self._stopping.set()
        with self._condition:
            self._condition.notify_all()
        if thread:
            thread.join(5)

    def _start_thread(self) -> None:
        self._thread = threading.Thread(target=self._run, name="grid-reader", daemon=True)
        self._thread.start()

    def _replace_dead_thread(self) -> None:
        if self._thread is None or self._thread.is_alive():
            return
        with self._starting:
            if self._thread is not None and not self._thread.is_alive():
                logger.error("the thread that reads at the ticks died, another takes its place")
                self._start_thread()

    def expect(self, key: int, tick: float | None = None) -> None:
        """Read this thing at each of its ticks, for a while."""
        self._replace_dead_thread()
        known = self._wanted.get(key)
        if tick is None and known:
            tick = known[0]
        if tick is not None:
            self._wanted[key] = (tick, time.monotonic())
        if not known:
            with self._condition:
                if tick is None and self._unknown is not None:
                    self._unknown.add(key)
                self._condition.notify_all()

    def forget(self, key: int) -> None:
        """Read this thing no more, since it is gone; who asks for it again has it read again."""
        self._wanted.pop(key, None)

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
            try:
                self._take_turn()
            except Exception as error:  # noqa: BLE001 – the next turn is another try
                logger.error("a turn of the reading failed: %s", type(error).__name__)
                self._count_failure()
                self._stopping.wait(AGAIN_AFTER)

    def _take_turn(self) -> None:
        with self._condition:
            self._condition.wait_for(
                lambda: self._wanted or self._unknown != set() or self._stopping.is_set()
            )
        self._look_up()
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

    def _look_up(self) -> None:
        with self._condition:
            unknown, self._unknown = self._unknown, set()
        if unknown == set():
            return
        try:
            for key, tick in self._find(unknown).items():
                self.expect(key, tick)
        except Exception as error:  # noqa: BLE001 – then who asks for it waits for the tick
            logger.warning("what is to be read was not found: %s", type(error).__name__)

    def _read_at(self, keys: Collection[int], due: float) -> None:
        try:
            has_read = self._read(list(keys), due, self._misses)
        except Exception as error:  # noqa: BLE001 – the next tick is another try
            if not self._is_failing:  # once, not at every tick
                logger.warning("the ticks are not read: %s", type(error).__name__)
            self._is_failing = True
            self._count_failure()
        else:
            self._is_failing = False
            self._misses = 0 if has_read else self._misses + 1
            if has_read:
                self._readings.update(dict.fromkeys(keys, due))
        with self._condition:
            self._condition.notify_all()

    def _count_failure(self) -> None:
        """Let those who wait know, rather than wait for nothing."""
        with self._condition:
            self._failures += 1
            self._condition.notify_all()
