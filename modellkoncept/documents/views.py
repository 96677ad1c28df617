"""The pages of documents: the list, one document's progress, its files, and retrying."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from modellkoncept.documents.errors import CannotBeMadeError, SourceDeletedError
from modellkoncept.documents.kinds import Format
from modellkoncept.documents.models import Document
from modellkoncept.documents.request import try_again
from modellkoncept.documents.status import (
    Shown,
    file_name,
    files_of,
    is_outdated,
    late_sentence,
    may_read,
    rebuild_refusal,
    source_deleted,
    with_states,
)
from modellkoncept.files.downloads import as_download
from modellkoncept.web.htmx import is_htmx, nothing_to_draw
from modellkoncept.web.http_methods import require_POST

DOCUMENTS_PER_PAGE = 25
HANDED_OUT = {Document.State.DONE, Shown.CHANGED}
MADE_AGAIN = {Document.State.FAILED, Shown.OUTDATED, Shown.CHANGED}


@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """What the user may read or has requested, the newest first; SKR staff sees everybody's."""
    rows = Document.objects.listed_for(request.user).select_related("requested_by")
    page = Paginator(rows, DOCUMENTS_PER_PAGE).get_page(request.GET.get("sida"))
    context = {
        "page": page,
        "rows": with_states(page),
        "section": "documents",
    }
    return render(request, "modellkoncept/documents.html", context)


def gone(request: HttpRequest) -> HttpResponse:
    """410 for a removed source; only to the user who requested its document."""
    return render(request, "410.html", status=410)


def _or_gone(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except SourceDeletedError:
            return gone(request)

    return answer


@require_safe
@_or_gone
def document(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """The progress of the build, its files, or why there are none."""
    document = _readable_document(request, document_id)
    ((_document, state),) = with_states([document])
    seen = f"{state}-{document.progress}"
    seen_before = request.GET.get("sett", "")
    is_poll = is_htmx(request)
    if is_poll and seen == seen_before:
        return nothing_to_draw()
    context = {
        "document": document,
        "state": state,
        "status": _status(state),
        "seen": seen,
        "is_news": is_poll and not seen_before.startswith(f"{state}-"),
        "why": document.error or late_sentence(),
        "why_not": rebuild_refusal(document) if state in MADE_AGAIN else "",
        "files": files_of(document) if state in HANDED_OUT else [],
        "section": "documents",
    }
    template = "_document.html" if is_poll else "document.html"
    return render(request, f"modellkoncept/{template}", context)


@require_POST
def document_again(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Request a failed, outdated or changed document again. A fresh one is left as it is."""
    document = _readable_document(request, document_id)
    try:
        document = try_again(document=document, by=request.user)
    except CannotBeMadeError as error:
        messages.warning(request, str(error))
    return redirect(document)


@require_safe
@_or_gone
def document_file(request: HttpRequest, document_id: UUID, file_format: Format) -> HttpResponse:
    document = _readable_document(request, document_id)
    if document.state != Document.State.DONE:
        raise Http404
    if is_outdated(document):
        return redirect(document)  # its page says why, and offers a new one
    field = getattr(document, file_format.field)
    try:
        with field.open("rb") as file:
            content = file.read()
    except (FileNotFoundError, ValueError):  # never made in this format, or lost from the storage
        raise Http404 from None
    return as_download(content, file_format.content_type, file_name(document, file_format))


def _readable_document(request: HttpRequest, document_id: UUID) -> Document:
    document: Document = get_object_or_404(Document, pk=document_id)
    if not may_read(request.user, document):
        if document.requested_by_id == request.user.pk and source_deleted(document):
            raise SourceDeletedError
        raise Http404
    return document


def _status(state: str) -> str:
    said: dict[str, str] = {
        Shown.OUTDATED: _("Dokumentet gäller inte längre."),
        Shown.CHANGED: _("Innehållet har ändrats sedan dokumentet skapades."),
        Document.State.QUEUED: _("Dokumentet väntar på sin tur."),
        Document.State.RUNNING: _("Dokumentet skapas. Det brukar ta några sekunder."),
        Document.State.DONE: _("Dokumentet är klart."),
        Document.State.FAILED: _("Dokumentet kunde inte skapas."),
    }
    return said[state]
