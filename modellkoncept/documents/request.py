"""Create or reuse a queued Document row and enqueue its build after commit."""

from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone, translation

from modellkoncept.documents.kinds import Kind, kinds
from modellkoncept.documents.models import Document
from modellkoncept.documents.status import is_outdated
from modellkoncept.documents.store import fail_overdue
from modellkoncept.documents.tasks import build_document
from modellkoncept.jobs.enqueue import enqueue_on_commit

State = Document.State


@transaction.atomic
def request_document(*, kind: Kind, of: models.Model, by: Any) -> Document:
    """Promise the document, ready or failed within five minutes.

    While it is being built, the same user asking for the same thing gets the same row. Raises
    CannotBeMadeError when its source is no longer there to build from.
    """
    kind.refuse_what_cannot_be_made(of)
    row = _row(kind, of)
    fail_overdue()
    # get_or_create makes the row in a savepoint: of two at once, the loser finds the winner's.
    document, is_new = Document.objects.unfinished().get_or_create(
        kind=row.pop("kind"), of=row.pop("of"), requested_by=by, defaults=row
    )
    if is_new:
        enqueue_on_commit(build_document, str(document.pk))
    return document


@transaction.atomic
def queue_document(*, kind: Kind, of: models.Model) -> Document:
    """As `request_document`, when an event in the system calls for it and no user has asked.

    Always a new row: one that is being built already was begun before this change.
    """
    document = Document.objects.create(**_row(kind, of))
    enqueue_on_commit(build_document, str(document.pk))
    return document


def _row(kind: Kind, of: models.Model) -> dict[str, Any]:
    language = kind.language(of)
    with translation.override(language):
        title = f"{kind.label}: {of}"
    return {"kind": kind.name, "of": str(of.pk), "title": title[:200], "language": language}


@transaction.atomic
def try_again(*, document: Document) -> Document:
    """Queue a failed or outdated document again: the same row, with all its attempts.

    When the same user has another unfinished row for the thing, that row is returned. Raises
    CannotBeMadeError, and leaves the row as it is, when its source is no longer there.
    """
    kind = kinds[document.kind]
    kind.refuse_what_cannot_be_made(kind.find(document.of))
    fail_overdue()
    try:
        with transaction.atomic():
            again = State.DONE if is_outdated(document) else State.FAILED
            asked = Document.objects.filter(pk=document.pk, state=again).update(
                state=State.QUEUED,
                attempts=0,
                progress=0,
                error="",
                requested_at=timezone.now(),
            )
    except IntegrityError:
        return Document.objects.unfinished().get(
            kind=document.kind, of=document.of, requested_by=document.requested_by_id
        )
    if asked:
        enqueue_on_commit(build_document, str(document.pk))
    return document
