"""The health page: JSON for monitoring, 503 as soon as one part does not answer."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from modellkoncept.live import heartbeat
from modellkoncept.version import VERSION


@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Say of each part whether it answers; 503 as soon as one does not."""
    redis_answers, beat = heartbeat.heartbeat_age()
    parts = {
        "database": _database_answers(),
        "redis": redis_answers,
        "worker": beat is not None and beat < settings.WORKER_IS_LATE_AFTER,
    }
    failing = [name for name, well in parts.items() if not well]
    report = {
        "version": VERSION,
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
