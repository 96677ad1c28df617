"""A document as its reader sees it: permission, state, files and file names."""

import enum
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _

from modellkoncept.documents.editions import still_holds
from modellkoncept.documents.kinds import Format, Kind, Version, kinds
from modellkoncept.documents.models import Document, DocumentQuerySet
from modellkoncept.files.downloads import safe_filename
from modellkoncept.jobs.clock import CLOCK_DIFFERENCE

State = Document.State
DEADLINE = timedelta(minutes=5)  # ready or reported failed by then, whatever happened to the worker
FAILURE_SHOWN_FOR = timedelta(days=14)  # on the pages of the users it concerns


class Shown(enum.StrEnum):
    """How a finished document looks once its thing has changed: no state of a row."""

    OUTDATED = "outdated"  # something in it was withdrawn: it is not handed out
    CHANGED = "changed"  # it would read otherwise today: it is handed out, and says so


def may_read(user: Any, document: Document) -> bool:
    """Whether the user may see the document now: its source decides, not who requested it."""
    kind = kinds.get(document.kind)
    return kind is not None and kind.readable(user).filter(pk=document.of).exists()


def source_deleted(document: Document) -> bool:
    """Whether the document's source has been removed since it was requested."""
    kind = kinds.get(document.kind)
    if kind is None:
        return True
    try:
        kind.find(document.of)
    except ObjectDoesNotExist:
        return True
    return False


def orphaned(kinds: Iterable[Kind], sources: models.QuerySet[Any]) -> DocumentQuerySet:
    """The documents of these kinds whose source has been removed, in one query."""
    there = sources.order_by().values(as_text=Cast("pk", models.CharField()))
    return Document.objects.of_kinds(kinds).exclude(of__in=there)


def is_outdated(document: Document) -> bool:
    """Whether something in the finished document has been withdrawn since it was made."""
    return shown_state(document, _version_of(document)) == Shown.OUTDATED


def rebuild_refusal(document: Document) -> str:
    """Why the document can never be built again, as a sentence; empty when it can."""
    kind = kinds[document.kind]
    return kind.refusal(kind.find(document.of))


def files_of(document: Document) -> list[tuple[Format, int]]:
    """The formats that can be fetched, with their sizes in bytes."""
    fields = [(file_format, getattr(document, file_format.field)) for file_format in Format]
    return [
        (file_format, field.size)
        for file_format, field in fields
        if field and field.storage.exists(field.name)
    ]


def is_late(document: Document) -> bool:
    """Whether the deadline has passed, also while no worker runs to store that in the row.

    A request of before the clock was set back is late until a sweep gives it a time of this clock.
    """
    now = timezone.now()
    is_of_this_clock = now - DEADLINE <= document.requested_at <= now + CLOCK_DIFFERENCE
    return document.is_unfinished and not is_of_this_clock


def shown_state(document: Document, version: Version | None = None) -> str:
    """The state that the reader sees: an overdue document has failed, stored so or not.

    With the `version` of its thing also whether a finished one still holds.
    """
    if is_late(document):
        return State.FAILED
    if document.state != State.DONE or version is None:
        return document.state
    if not still_holds(document.edition, version.edition):
        return Shown.OUTDATED
    if version.content != document.content and not version.is_final:
        return Shown.CHANGED
    return document.state


def is_fresh(document: Document) -> bool:
    """Whether a new document would read as this one, whose files are there."""
    version = _version_of(document)
    is_the_same = shown_state(document, version) == State.DONE and version.content != ""
    return is_the_same and bool(files_of(document))


def failed_or_late() -> DocumentQuerySet:
    """Documents that failed in the last fortnight or are overdue, the newest first."""
    now = timezone.now()
    return Document.objects.filter(
        models.Q(state=State.FAILED, requested_at__gt=now - FAILURE_SHOWN_FOR)
        | models.Q(state__in=[State.QUEUED, State.RUNNING])
        & ~models.Q(requested_at__range=(now - DEADLINE, now + CLOCK_DIFFERENCE))
    )


def with_states(documents: Iterable[Document]) -> list[tuple[Document, str]]:
    """Each of the documents with the state that its reader meets.

    However many they are, the things of finished ones are read together, sort by sort.
    """
    found = list(documents)
    ids: dict[Any, set[str]] = defaultdict(set)
    for document in found:
        if document.state == State.DONE and (kind := kinds.get(document.kind)):
            ids[kind.versions].add(document.of)
    versions = {read: read(sorted(of_these)) for read, of_these in ids.items()}
    return [
        (
            document,
            shown_state(document, versions[kind.versions].get(document.of, Version()))
            if document.state == State.DONE and (kind := kinds.get(document.kind))
            else shown_state(document),
        )
        for document in found
    ]


def late_sentence() -> str:
    return _("Dokumentet blev inte klart inom fem minuter. Försök igen om en stund.")


def file_name(document: Document, file_format: Format) -> str:
    """The name of the downloaded file."""
    return safe_filename(document.title, file_format.suffix)


def _version_of(document: Document) -> Version:
    return kinds[document.kind].version_of(document.of)
