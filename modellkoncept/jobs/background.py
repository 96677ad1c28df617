"""Send messages to Redis in a thread of their own: a broker that hangs holds no request.

Nothing here is a promise: the truth is in Postgres, and a sweep or a poll catches what is lost.
"""

import atexit
import logging
import os
import threading
import time
from collections.abc import Callable, Hashable

logger = logging.getLogger(__name__)

PAUSE = 2.0  # seconds after a failure, before anything is sent again
GATHER = 0.02  # seconds after what waited was sent, in which a message is queued once at most
MOST = 1000  # messages that wait; beyond them the oldest is dropped
LAST_WORDS = 1.0  # seconds that a process which ends gives to what waits


class BackgroundSender:
    """Sends what it is given in order, one at a time, and what failed once more later.

    A message that waits already is not queued twice.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._thread: threading.Thread | None = None
        self._begin()
        os.register_at_fork(after_in_child=self._begin)
        atexit.register(self.flush)

    def send(self, key: Hashable, call: Callable[[], object]) -> None:
        """Make the call soon, in the thread; the same key is the same message."""
        with self._condition:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
                self._thread.start()
            self._waiting.setdefault(key, call)
            while len(self._waiting) > MOST:
                self._waiting.pop(next(iter(self._waiting)))
            self._condition.notify_all()

    def flush(self, timeout: float = LAST_WORDS) -> bool:
        """Wait until all is sent, but not for ever; whether it is."""
        with self._condition:
            return self._condition.wait_for(
                lambda: not self._waiting and not self._is_sending, timeout
            )

    def _begin(self) -> None:
        """Nothing waits, and there is no thread: so it also is in a process that was just forked.

        What waits in the other process is sent there, and a lock may be held there by a thread that
        this one does not have.
        """
        self._condition = threading.Condition()
        self._waiting: dict[Hashable, Callable[[], object]] = {}
        self._is_sending = False
        self._is_failing = False
        self._thread = None

    def _run(self) -> None:
        while True:
            with self._condition:
                self._condition.wait_for(lambda: bool(self._waiting))
                round_of = len(self._waiting)
            has_failed = any(self._fails_to_send_next() for _ in range(round_of))
            time.sleep(PAUSE if has_failed else GATHER)

    def _fails_to_send_next(self) -> bool:
        with self._condition:
            key, call = next(iter(self._waiting.items()))
            del self._waiting[key]
            self._is_sending = True
        has_failed = self._has_failed(call)
        with self._condition:
            self._is_sending = False
            if has_failed:
                self._waiting = {key: call, **self._waiting}
            self._condition.notify_all()
        return has_failed

    def _has_failed(self, call: Callable[[], object]) -> bool:
        try:
            call()
        except Exception as error:  # noqa: BLE001 – whatever the broker's client says, it is tried again
            if not self._is_failing:
                logger.warning(
                    "Error calling Redis (%s): %s waits", type(error).__name__, self.name
                )
            self._is_failing = True
        else:
            self._is_failing = False
        return self._is_failing
