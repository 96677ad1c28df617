"""Two acts at the same time, each with a connection of its own."""

from collections.abc import Callable
from contextlib import suppress
from threading import Barrier, Thread
from typing import Any

from django.db import connection

from programmes.errors import LastCoordinatorError


def both_at_once(*acts: Callable[[], Any]) -> None:
    """Run them at the same moment; that one is refused is what such a test is about."""
    together = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> None:
        try:
            together.wait()
            with suppress(LastCoordinatorError):
                act()
        finally:
            connection.close()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
