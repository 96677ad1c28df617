"""Loops of the event loop that nothing ends but their stop."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

logger = logging.getLogger(__name__)

AGAIN_AFTER = 1.0  # seconds until a loop whose turn failed goes on

Turn = Callable[[], Awaitable[None]]
Task = asyncio.Task[None]


class Loops:
    """The tasks of one process: single ones, and loops that are started again when they end."""

    def __init__(self) -> None:
        self.tasks: set[Task] = set()  # asyncio keeps only weak references
        self._turns: dict[Task, Turn] = {}
        self._is_stopping = False

    def create_task(self, coroutine: Coroutine[Any, Any, None]) -> Task:
        """Run it once, beside the requests."""
        task = asyncio.get_running_loop().create_task(coroutine)
        self.tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def repeat(self, turn: Turn) -> None:
        """Take one turn after the other until `stop`, whatever one of them raises."""
        self._is_stopping = False
        self._turns[self.create_task(_repeat(turn))] = turn

    async def stop(self) -> None:
        self._is_stopping = True
        self._turns.clear()
        for task in list(self.tasks):
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    def _done(self, task: Task) -> None:
        self.tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log_kind("a task ended", error)
        if turn := self._turns.pop(task, None):  # nobody has stopped it
            asyncio.get_running_loop().call_later(AGAIN_AFTER, self._start_again, turn)

    def _start_again(self, turn: Turn) -> None:
        if not self._is_stopping:
            self.repeat(turn)


async def _repeat(turn: Turn) -> None:
    while True:
        try:
            await turn()
        except Exception as error:  # noqa: BLE001 – the next turn is another try
            log_kind("a turn of a loop failed", error)
            await asyncio.sleep(AGAIN_AFTER)


def log_kind(what: str, error: BaseException) -> None:
    """Log the error by its kind alone: it may quote what failed."""
    logger.error("live: %s: %s", what, type(error).__name__)
