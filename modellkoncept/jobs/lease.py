"""One worker at a time does what was promised; whoever loses the lease has done nothing."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, connection

from modellkoncept.jobs.models import LEASE, MAX_TRIES, Job, JobQuerySet

logger = logging.getLogger(__name__)
State = Job.State
RENEW_EVERY = LEASE.total_seconds() / 3
RENEW_AT_MOST = 240.0  # seconds; a worker that hangs longer must lose its lease


class LeaseLostError(Exception):
    """Somebody else does this work now, or it was given up."""


def owned_by(row: Job) -> JobQuerySet[Any]:
    """The row, only as long as this worker holds its lease."""
    rows: JobQuerySet[Any] = type(row)._default_manager.all()  # type: ignore[assignment]  # noqa: SLF001 – Django's public API, despite its name
    return rows.filter(pk=row.pk, lease=row.lease, state=State.BUILDING)


def say_progress(row: Job, percent: int, **fields: Any) -> None:
    """Tell the reader how far it has come, and hold the lease a while longer."""
    if not owned_by(row).update(progress=percent, lease_until=Job.lease_end(), **fields):
        raise LeaseLostError


@contextmanager
def lease_kept(row: Job) -> Iterator[None]:
    """Renew the lease while one long call works, for four minutes at most."""
    done = threading.Event()
    stop_at = time.monotonic() + RENEW_AT_MOST

    def renew() -> None:
        try:
            while not done.wait(RENEW_EVERY) and time.monotonic() < stop_at:
                if not owned_by(row).update(lease_until=Job.lease_end()):
                    return
        except DatabaseError:
            logger.warning("%s %s: the lease could not be renewed", type(row).__name__, row.pk)
        finally:
            connection.close()  # this thread's own

    thread = threading.Thread(target=renew, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join(timeout=5)


def fail(row: Job, sentence: str) -> None:
    """Say that it failed, and why, unless the lease is gone."""
    owned_by(row).update(**failed_fields(sentence))


def put_back(row: Job, sentence: str) -> None:
    """Leave it to the sweep to try again; after the last try, say so instead."""
    if row.tries >= MAX_TRIES:
        fail(row, sentence)
    else:
        owned_by(row).update(state=State.QUEUED, lease=None, lease_until=None, progress=0)


def failed_fields(sentence: str) -> dict[str, Any]:
    """What stands in a row that failed."""
    return {"state": State.FAILED, "error": sentence, "lease": None, "lease_until": None}
