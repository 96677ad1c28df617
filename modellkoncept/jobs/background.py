"""Send messages to Redis in a thread of their own: a broker that hangs holds no request.

Nothing here is a promise: the truth is in Postgres, and a sweep or a poll catches what is lost.
"""

import atexit
import logging
import os
import threading
from collections.abc import Callable, Hashable

logger = logging.getLogger(__name__)

PAUSE = 2.0  # seconds after a failure, before anything is sent again
MOST = 1000  # messages that wait; beyond them the oldest is dropped
LAST_WORDS = 1.0  # seconds that a process which ends gives to what waits


class BackgroundSender:
    """Sends what it is given in order, one at a time, and what failed once more later.

    A message that waits already is not queued twice.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._condition = threading.Condition()
        self._waiting: dict[Hashable, Callable[[], object]] = {}
        self._is_sending = False
        self._pid = 0
        self._is_failing = False
        atexit.register(self.flush)

    def send(self, key: Hashable, call: Callable[[], object]) -> None:
        """Make the call soon, in the thread; the same key is the same message."""
        if self._pid != os.getpid():  # a forked process has no threads
            self._start()
        with self._condition:
            self._waiting.setdefault(key, call)
            while len(self._waiting) > MOST:
                self._waiting.pop(next(iter(self._waiting)))
            self._condition.notify_all()

    def flush(self, timeout: float = LAST_WORDS) -> bool:
        """Wait until all is sent, but not for ever; whether it is."""
        if self._pid != os.getpid():
            return True
        with self._condition:
            return self._condition.wait_for(
                lambda: not self._waiting and not self._is_sending, timeout
            )

    def _start(self) -> None:
        self._condition = threading.Condition()
        self._waiting, self._is_sending, self._pid = {}, False, os.getpid()
        threading.Thread(target=self._run, name=self.name, daemon=True).start()

    def _run(self) -> None:
        while True:
            with self._condition:
                self._condition.wait_for(lambda: bool(self._waiting))
                key, call = next(iter(self._waiting.items()))
                del self._waiting[key]
                self._is_sending = True
            has_failed = self._has_failed(call)
            with self._condition:
                self._is_sending = False
                if has_failed:
                    self._waiting = {key: call, **self._waiting}
                self._condition.notify_all()
            if has_failed:
                threading.Event().wait(PAUSE)

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
