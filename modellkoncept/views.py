"""Pages that belong to no app: health, documents, and what is said when nothing can be shown."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

import modellkoncept
from modellkoncept import realtime
from modellkoncept.context import THEMES
from modellkoncept.documents import (
    CannotBeMadeError,
    file_name,
    files_of,
    is_outdated,
    late_sentence,
    may_read,
    shown_state,
    source_is_gone,
    try_again,
    why_not_again,
)
from modellkoncept.models import Document
from modellkoncept.way_back import sent_from_here

DOCUMENTS_PER_PAGE = 25
CHOICE_IS_KEPT = 365 * 24 * 60 * 60  # seconds
OUTDATED = "outdated"  # not a row's state: how a finished one looks once something is withdrawn
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "word": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Say of each part whether it answers; 503 as soon as one does not."""
    beat = realtime.heartbeat_age()
    parts = {
        "database": _database_answers(),
        "redis": realtime.answers(),
        "worker": beat is not None and beat < settings.WORKER_IS_LATE_AFTER,
    }
    failing = [name for name, well in parts.items() if not well]
    report = {
        "version": modellkoncept.__version__,
        "ok": not failing,
        "failing": failing,
        **{name: "ok" if well else "svarar inte" for name, well in parts.items()},
        "worker_heartbeat_seconds_ago": None if beat is None else round(beat, 1),
    }
    return JsonResponse(report, status=503 if failing else 200)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone())
    except (DatabaseError, InterfaceError):
        return False


def storage_is_gone(request: HttpRequest) -> HttpResponse:
    """What everybody sees while Postgres is away; the page itself needs no database."""
    response = HttpResponse(render_to_string("503.html"), status=503)
    response["Retry-After"] = "5"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """The last page of all: it asks nothing of session, user or database."""
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        return storage_is_gone(request)
    return HttpResponse(render_to_string("500.html"), status=500)


@login_not_required
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Remember the chosen theme in this browser, nowhere else, and go back."""
    theme = request.POST.get("theme")
    return _back_with(request, settings.THEME_COOKIE_NAME, theme if theme in THEMES else None)


@csrf_exempt
@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the chosen language in this browser, nowhere else, and go back.

    The open pages set no cookie, so their form has no token: there the browser's own word that it
    was sent from a page of ours will do, for a choice as harmless as this. Without it, the token.
    """
    if sent_from_here(request):
        return _set_language(request)
    return csrf_protect(_set_language)(request)


def _set_language(request: HttpRequest) -> HttpResponse:
    language = request.POST.get("language")
    known = language in dict(settings.LANGUAGES)
    return _back_with(request, settings.LANGUAGE_COOKIE_NAME, language if known else None)


def _back_with(request: HttpRequest, cookie: str, value: str | None) -> HttpResponse:
    """Back to where the choice was made, which is never another site, with the choice kept."""
    back = request.POST.get("next", "")
    stays = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    response = redirect(back if stays else "/")
    if value is None:
        response.delete_cookie(cookie, samesite="Lax")
    else:
        response.set_cookie(
            cookie,
            value,
            max_age=CHOICE_IS_KEPT,
            secure=settings.SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


def _by_choices(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The same to everybody who has chosen the same language and theme."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        response = view(request)
        patch_vary_headers(response, ["Cookie"])
        patch_cache_control(response, no_cache=True)
        return response

    return answer


@login_not_required
@require_safe
@_by_choices
def accessibility(request: HttpRequest) -> HttpResponse:
    """The statement that the law asks for, the same to everybody."""
    return render(
        request, "modellkoncept/accessibility.html", {"statement": settings.ACCESSIBILITY}
    )


@login_not_required
@require_safe
@_by_choices
def anonymity(request: HttpRequest) -> HttpResponse:
    """What the boards promise about anonymity, and what nobody can promise."""
    context = {
        "retention_days": settings.BOARD_RETENTION_DAYS,
        "disposal_decision": settings.BOARD_DISPOSAL_DECISION,
    }
    return render(request, "modellkoncept/anonymity.html", context)


@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """What this person has asked for, the newest first. SKR sees what everybody has."""
    rows = Document.objects.select_related("requested_by")
    if not request.user.is_staff:
        rows = rows.filter(requested_by=request.user.pk)
    page = Paginator(rows, DOCUMENTS_PER_PAGE).get_page(request.GET.get("sida"))
    context = {
        "page": page,
        "rows": [(document, shown_state(document)) for document in page],
        "section": "documents",
    }
    return render(request, "modellkoncept/documents.html", context)


def gone(request: HttpRequest) -> HttpResponse:
    """What has been here and is no more; only to those who knew of it."""
    return render(request, "410.html", status=410)


class SourceIsGoneError(Exception):
    """What this person's document was about has been removed."""


def _or_gone(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except SourceIsGoneError:
            return gone(request)

    return answer


@require_safe
@_or_gone
def document(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """The work going on, or its files, or why there are none."""
    document = _readable_document(request, document_id)
    state = OUTDATED if is_outdated(document) else shown_state(document)
    seen = f"{state}-{document.progress}"
    seen_before = request.GET.get("sett", "")
    is_htmx = request.headers.get("HX-Request") == "true"
    if is_htmx and seen == seen_before:
        return HttpResponse(status=204)  # nothing to draw, so nothing for a screen reader to repeat
    context = {
        "document": document,
        "state": state,
        "status": _status(state),
        "seen": seen,
        "is_news": is_htmx and not seen_before.startswith(f"{state}-"),
        "why": document.error or late_sentence(),
        "why_not": why_not_again(document) if state in {OUTDATED, Document.State.FAILED} else "",
        "files": dict(files_of(document)) if state == Document.State.READY else {},
        "section": "documents",
    }
    template = "_document.html" if is_htmx else "document.html"
    return render(request, f"modellkoncept/{template}", context)


@require_POST
def document_again(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Ask once more for one that failed or is outdated. Any other is left as it is."""
    document = _readable_document(request, document_id)
    try:
        document = try_again(document=document)
    except CannotBeMadeError as error:
        messages.warning(request, str(error))
    return redirect(document)


@require_safe
@_or_gone
def document_file(request: HttpRequest, document_id: UUID, format: str) -> HttpResponse:  # noqa: A002 – the word in the address
    document = _readable_document(request, document_id)
    if format not in CONTENT_TYPES or document.state != Document.State.READY:
        raise Http404
    if is_outdated(document):
        return redirect(document)  # its page says why, and offers a new one
    field = getattr(document, format)
    try:
        with field.open("rb") as file:
            response = HttpResponse(file.read(), content_type=CONTENT_TYPES[format])
    except (FileNotFoundError, ValueError):  # never made in this format, or lost from the storage
        raise Http404 from None
    response["Content-Disposition"] = str(
        content_disposition_header(True, file_name(document, format))
    )
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _readable_document(request: HttpRequest, document_id: UUID) -> Document:
    document: Document = get_object_or_404(Document, pk=document_id)
    if not may_read(request.user, document):
        if document.requested_by_id == request.user.pk and source_is_gone(document):
            raise SourceIsGoneError
        raise Http404
    return document


def _status(state: str) -> str:
    return {
        OUTDATED: _("Dokumentet gäller inte längre."),
        Document.State.QUEUED: _("Dokumentet väntar på sin tur."),
        Document.State.BUILDING: _("Dokumentet görs. Det brukar gå på några sekunder."),
        Document.State.READY: _("Dokumentet är klart."),
        Document.State.FAILED: _("Dokumentet kunde inte göras."),
    }[state]
