"""One worker at a time makes a document; what nobody makes in time is said to have failed."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from modellkoncept.documents.kinds import SUFFIXES
from modellkoncept.documents.reading import DEADLINE, late_sentence
from modellkoncept.models import LEASE, MAX_TRIES, Document, DocumentQuerySet

logger = logging.getLogger(__name__)
State = Document.State
RENEW_EVERY = LEASE.total_seconds() / 3
RENEW_AT_MOST = 240.0  # seconds; a worker that hangs longer must lose its lease


class LeaseLostError(Exception):
    """Somebody else makes this document now, or it was given up."""


def held(document: Document) -> DocumentQuerySet:
    """The row, only as long as this worker holds its lease."""
    return Document.objects.filter(pk=document.pk, lease=document.lease, state=State.BUILDING)


def say_progress(document: Document, percent: int) -> None:
    """Tell the reader how far it has come, and hold the lease a while longer."""
    if not held(document).update(progress=percent, lease_until=Document.lease_end()):
        raise LeaseLostError


@contextmanager
def lease_kept(document: Document) -> Iterator[None]:
    """Renew the lease while one long call works, for four minutes at most."""
    done = threading.Event()
    stop_at = time.monotonic() + RENEW_AT_MOST

    def renew() -> None:
        try:
            while not done.wait(RENEW_EVERY) and time.monotonic() < stop_at:
                if not held(document).update(lease_until=Document.lease_end()):
                    return
        except DatabaseError:
            logger.warning("document %s: the lease could not be renewed", document.pk)
        finally:
            connection.close()  # this thread's own

    thread = threading.Thread(target=renew, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join(timeout=5)


def finish(document: Document, files: dict[str, bytes]) -> None:
    """Hand over the files, unless the lease is gone: then they never existed."""
    for file_format, content in files.items():
        field = getattr(document, file_format)
        field.save(f"document.{SUFFIXES[file_format]}", ContentFile(content), save=False)
    won = held(document).update(
        state=State.READY,
        progress=100,
        error="",
        ready_at=timezone.now(),
        lease=None,
        lease_until=None,
        edition=document.edition,
        pdf=document.pdf.name,
        word=document.word.name,
    )
    mine = {getattr(document, file_format).name for file_format in files}
    if not won:
        _delete_files(mine)
        raise LeaseLostError
    folder = f"documents/{document.pk}"
    left_by_the_dead = {f"{folder}/{name}" for name in default_storage.listdir(folder)[1]} - mine
    _delete_files(left_by_the_dead)


def _delete_files(names: set[str]) -> None:
    for name in names:
        default_storage.delete(name)


def fail(document: Document, sentence: str) -> None:
    """Say the document failed, and why, unless the lease is gone."""
    held(document).update(**_failed(sentence))


def put_back(document: Document) -> None:
    """Leave it to the sweep to try again; after the last try, say so instead."""
    if document.tries >= MAX_TRIES:
        fail(document, _broken_sentence())
    else:
        held(document).update(state=State.QUEUED, lease=None, lease_until=None, progress=0)


def _failed(sentence: str) -> dict[str, Any]:
    return {"state": State.FAILED, "error": sentence, "lease": None, "lease_until": None}


def _broken_sentence() -> str:
    return _("Något gick fel när dokumentet gjordes. Felet är noterat hos oss. Försök gärna igen.")


def give_up() -> None:
    """Say failed of what nobody can make, and of what is not ready in the promised time."""
    Document.objects.due().filter(tries__gte=MAX_TRIES).update(**_failed(_broken_sentence()))
    Document.objects.unfinished().filter(requested_at__lt=timezone.now() - DEADLINE).update(
        **_failed(late_sentence())
    )


def give_up_or_list_due() -> list[UUID]:
    """The documents that wait for a worker, once the hopeless ones are given up."""
    give_up()
    due = Document.objects.due().order_by("requested_at")
    return list(due.values_list("pk", flat=True)[:200])
