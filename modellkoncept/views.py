"""Pages that belong to no app: health, and what is said when something cannot be shown."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

import modellkoncept
from modellkoncept import realtime


@login_not_required
@never_cache
@require_GET
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
    except DatabaseError:
        return False


def storage_is_gone(request: HttpRequest) -> HttpResponse:
    """What everybody sees while Postgres is away; the page itself needs no database."""
    response = HttpResponse(render_to_string("503.html"), status=503)
    response["Retry-After"] = "5"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


def documents(request: HttpRequest) -> HttpResponse:
    raise NotImplementedError


def document(request: HttpRequest, document_id: str) -> HttpResponse:
    raise NotImplementedError


def document_again(request: HttpRequest, document_id: str) -> HttpResponse:
    raise NotImplementedError


def document_file(request: HttpRequest, document_id: str, format: str) -> HttpResponse:  # noqa: A002 – the word in the address
    raise NotImplementedError


def demo(request: HttpRequest) -> HttpResponse:
    raise NotImplementedError


def demo_sign_in(request: HttpRequest, user_id: int) -> HttpResponse:
    raise NotImplementedError


def demo_letters(request: HttpRequest) -> HttpResponse:
    raise NotImplementedError
