"""A document is asked for: one row for each wish, and a bell for the worker."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.utils import timezone, translation

from modellkoncept.documents.kinds import SUFFIXES, kinds
from modellkoncept.documents.models import Document
from modellkoncept.documents.status import is_outdated
from modellkoncept.documents.store import give_up

State = Document.State


@transaction.atomic
def request_document(*, kind: str, of: models.Model, formats: list[str], by: Any) -> Document:
    """Promise the document, ready or failed within five minutes.

    While it is being made, the same person asking for the same thing gets the same row, with the
    formats it was first asked for in. Raises CannotBeMadeError when there is nothing to make it of.
    """
    kinds[kind].refuse_what_cannot_be_made(of)
    row = _row(kind, of, formats)
    give_up()
    # get_or_create makes the row in a savepoint: of two at once, the loser finds the winner's.
    document, is_new = Document.objects.unfinished().get_or_create(
        kind=row.pop("kind"), of=row.pop("of"), requested_by=by, defaults=row
    )
    if is_new:
        _ring(document.pk)
    return document


@transaction.atomic
def promise_document(*, kind: str, of: models.Model, formats: list[str]) -> Document:
    """As `request_document`, where the thing itself has come so far and nobody asked.

    Always a row of its own: one that is being made already was begun before this change.
    """
    document = Document.objects.create(**_row(kind, of, formats))
    _ring(document.pk)
    return document


def _row(kind: str, of: models.Model, formats: list[str]) -> dict[str, Any]:
    if not formats or not set(formats) <= SUFFIXES.keys():
        raise ValueError(f"A document's formats are some of {sorted(SUFFIXES)}, not {formats}.")
    language = kinds[kind].language(of)
    with translation.override(language):
        title = f"{kinds[kind].label}: {of}"
    return {
        "kind": kinds[kind].name,
        "of": str(of.pk),
        "formats": formats,
        "title": title[:200],
        "language": language,
    }


@transaction.atomic
def try_again(*, document: Document) -> Document:
    """Ask once more for a document that failed or is outdated: the same row, its tries given back.

    When the same person has asked anew in the meantime, that row is the answer. Raises
    CannotBeMadeError, and leaves the row as it is, when there is nothing to make it of any more.
    """
    kind = kinds[document.kind]
    kind.refuse_what_cannot_be_made(kind.find(document.of))
    give_up()
    try:
        with transaction.atomic():
            again = State.READY if is_outdated(document) else State.FAILED
            asked = Document.objects.filter(pk=document.pk, state=again).update(
                state=State.QUEUED,
                tries=0,
                progress=0,
                error="",
                requested_at=timezone.now(),
            )
    except IntegrityError:
        return Document.objects.unfinished().get(
            kind=document.kind, of=document.of, requested_by=document.requested_by_id
        )
    if asked:
        _ring(document.pk)
    return document


def _ring(document_id: UUID) -> None:
    from modellkoncept.documents.tasks import build_document  # tasks import this module

    # robust: a broker that is down must not fail the request; the sweep rings again.
    transaction.on_commit(lambda: build_document.delay(str(document_id)), robust=True)
