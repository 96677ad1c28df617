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
    file_name,
    files_of,
    is_outdated,
    late_sentence,
    may_read,
    rebuild_refusal,
    shown_state,
    source_deleted,
    with_states,
)
from modellkoncept.files.downloads import as_download
from modellkoncept.web.htmx import is_htmx, nothing_to_draw
from modellkoncept.web.http_methods import require_POST

DOCUMENTS_PER_PAGE = 25
OUTDATED = "outdated"  # not a row's state: how a finished one looks once something is withdrawn


@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """The user's own documents, the newest first; SKR staff sees everybody's."""
    rows = Document.objects.select_related("requested_by")
    user: Any = request.user  # the project's own model, which a tool does not import
    if not user.is_skr:
        rows = rows.filter(requested_by=user.pk)
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
    state = OUTDATED if is_outdated(document) else shown_state(document)
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
        "why_not": rebuild_refusal(document) if state in {OUTDATED, Document.State.FAILED} else "",
        "files": files_of(document) if state == Document.State.DONE else [],
        "section": "documents",
    }
    template = "_document.html" if is_poll else "document.html"
    return render(request, f"modellkoncept/{template}", context)


@require_POST
def document_again(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Request a failed or outdated document again. Any other is left as it is."""
    document = _readable_document(request, document_id)
    try:
        document = try_again(document=document)
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
    return {
        OUTDATED: _("Dokumentet gäller inte längre."),
        Document.State.QUEUED: _("Dokumentet väntar på sin tur."),
        Document.State.RUNNING: _("Dokumentet görs. Det brukar gå på några sekunder."),
        Document.State.DONE: _("Dokumentet är klart."),
        Document.State.FAILED: _("Dokumentet kunde inte göras."),
    }[state]
