"""Create or reuse a Document row and enqueue its build after commit."""

import hashlib
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone, translation

from modellkoncept.audit.record import record_act
from modellkoncept.documents.kinds import DOCUMENT_REQUESTED, Kind, kinds
from modellkoncept.documents.models import Document
from modellkoncept.documents.status import is_fresh, is_outdated
from modellkoncept.documents.store import fail_overdue
from modellkoncept.documents.tasks import build_document
from modellkoncept.jobs.enqueue import enqueue_on_commit
from modellkoncept.text.shortening import shortened

State = Document.State


@transaction.atomic
def request_document(*, kind: Kind, of: models.Model, by: Any) -> Document:
    """Promise the document, ready or failed within five minutes.

    One that is being built, or that stands there and would read the same, is returned instead,
    whoever asked for it. Raises CannotBeMadeError when its source is no longer there to build from.
    """
    kind.refuse_what_cannot_be_made(of)
    _wait_for_other_requests(kind, of)
    fail_overdue()
    if by is not None:
        record_act(
            DOCUMENT_REQUESTED,
            actor=by,
            round_id=kind.round_id(of),
            subject=_row(kind, of)["title"],
        )
    if standing := _standing(kind, of):
        return standing
    document = Document.objects.create(**_row(kind, of), requested_by=by)
    enqueue_on_commit(build_document, str(document.pk))
    return document


@transaction.atomic
def queue_document(*, kind: Kind, of: models.Model) -> Document:
    """As `request_document`, when an event in the system calls for it and no user has asked.

    One that is being built already was begun before this change: it is begun again. Nobody stands
    as the one who requested it.
    """
    _wait_for_other_requests(kind, of)
    row = _row(kind, of)
    document = Document.objects.unfinished().about(kind, of).first() or Document(**row)
    for field, value in row.items():
        setattr(document, field, value)
    document.requested_by = None
    document.state, document.attempts, document.progress = State.QUEUED, 0, 0
    document.lease = document.lease_until = None  # who builds it now throws the result away
    document.error, document.requested_at = "", timezone.now()
    document.save()
    enqueue_on_commit(build_document, str(document.pk))
    return document


@transaction.atomic
def try_again(*, document: Document, by: Any = None) -> Document:
    """Queue a failed or outdated document again: the same row, with all its attempts.

    Of a thing that has changed since, a new one is requested for this user. One that is being
    built or stands there fresh is returned instead. Raises CannotBeMadeError, and leaves the row as
    it is, when its source is no longer there.
    """
    kind = kinds[document.kind]
    of = kind.find(document.of)
    kind.refuse_what_cannot_be_made(of)
    _wait_for_other_requests(kind, of)
    fail_overdue()
    if standing := _standing(kind, of):
        return standing
    outdated = is_outdated(document)
    if document.state == State.DONE and not outdated:
        return request_document(kind=kind, of=of, by=by)
    asked = Document.objects.filter(
        pk=document.pk, state=State.DONE if outdated else State.FAILED
    ).update(
        state=State.QUEUED,
        title=_row(kind, of)["title"],
        attempts=0,
        progress=0,
        error="",
        requested_at=timezone.now(),
    )
    if asked:
        enqueue_on_commit(build_document, str(document.pk))
    return document


def _wait_for_other_requests(kind: Kind, of: models.Model) -> None:
    """Let one request at a time decide whether to make this document of this thing.

    A row's lock would hold up those who write on the thing meanwhile.
    """
    name = hashlib.sha256(f"document {kind.name} {of.pk}".encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(name[:15], 16)])


def _standing(kind: Kind, of: models.Model) -> Document | None:
    """The document that makes a new one needless: one being built, or a fresh one."""
    about = Document.objects.about(kind, of)
    if unfinished := about.unfinished().first():
        return unfinished
    newest = about.finished().order_by("-finished_at").first()
    return newest if newest and is_fresh(newest) else None


def _row(kind: Kind, of: models.Model) -> dict[str, Any]:
    language = kind.language(of)
    with translation.override(language):
        title = kind.title_of(of)
    return {
        "kind": kind.name,
        "of": str(of.pk),
        "title": shortened(title, 200) or title[:200],
        "language": language,
    }
