"""Job leases: at most one worker owns a job; one whose lease expired must discard its result."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from modellkoncept.jobs.errors import LeaseLostError
from modellkoncept.jobs.models import Job, JobQuerySet

logger = logging.getLogger(__name__)
State = Job.State
RENEW_EVERY = Job.LEASE.total_seconds() / 3
RENEW_AT_MOST = 240.0  # seconds; a worker that hangs longer must lose its lease


def owned_by(row: Job) -> JobQuerySet[Any]:
    """The row, only as long as this worker holds its lease."""
    rows: JobQuerySet[Any] = type(row)._default_manager.all()  # type: ignore[assignment]  # noqa: SLF001 – Django's public API, despite its name
    return rows.filter(pk=row.pk, lease=row.lease, state=State.RUNNING)


def update_owned(row: Job, **fields: Any) -> None:
    """Store intermediate results and renew the lease. Raises LeaseLostError."""
    if not owned_by(row).update(lease_until=row.lease_end(), **fields):
        raise LeaseLostError


@contextmanager
def keep_lease(row: Job) -> Iterator[None]:
    """Renew the lease while one long call works, for four minutes at most."""
    done = threading.Event()
    stop_at = time.monotonic() + RENEW_AT_MOST

    def renew() -> None:
        while not done.wait(RENEW_EVERY) and time.monotonic() < stop_at:
            try:
                if not owned_by(row).update(lease_until=row.lease_end()):
                    return
            except Exception as error:  # noqa: BLE001 – there is time for another try
                kind, name = type(error).__name__, type(row).__name__
                logger.warning("%s %s: the lease was not renewed (%s)", name, row.pk, kind)
            finally:
                connection.close()  # this thread's own

    thread = threading.Thread(target=renew, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join(timeout=5)


def finish(row: Job, **fields: Any) -> None:
    """Store the result and mark the job done. Raises LeaseLostError: then nothing is stored."""
    won = owned_by(row).update(
        state=State.DONE,
        error="",
        finished_at=timezone.now(),
        lease=None,
        lease_until=None,
        **fields,
    )
    if not won:
        raise LeaseLostError


def fail(row: Job, error: str) -> None:
    """Mark the job failed, for this reason, unless the lease is lost."""
    owned_by(row).update(**failed_fields(error))


def requeue(row: Job, error: str, /, *, counts: bool = True, **fields: Any) -> None:
    """Queue the job again, with these fields; after the last attempt mark it failed instead.

    An attempt that was no fault of the job's `counts` not.
    """
    if not counts:
        owned_by(row).update(
            state=State.QUEUED,
            lease=None,
            lease_until=None,
            attempts=Greatest(F("attempts") - 1, 0),
            **fields,
        )
    elif row.attempts >= row.MAX_ATTEMPTS:
        fail(row, error)
    else:
        owned_by(row).update(state=State.QUEUED, lease=None, lease_until=None, **fields)


def fail_exhausted(rows: JobQuerySet[Any], error: str) -> None:
    """Mark failed the jobs that are due and have no attempt left."""
    exhausted = rows.due().filter(attempts__gte=rows.model.MAX_ATTEMPTS)
    exhausted.update(**failed_fields(error))


def fail_overdue(rows: JobQuerySet[Any], deadline: timedelta, error: str) -> None:
    """Mark failed the jobs that are not finished within the deadline of their request.

    For a job requested before the clock was set back, the time begins now.
    """
    rows.unfinished().from_the_future().update(requested_at=timezone.now())
    late = rows.unfinished().filter(requested_at__lt=timezone.now() - deadline)
    late.update(**failed_fields(error))


def failed_fields(error: str) -> dict[str, Any]:
    """The columns of a failed job."""
    return {"state": State.FAILED, "error": error, "lease": None, "lease_until": None}
