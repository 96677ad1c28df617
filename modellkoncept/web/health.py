"""The health page: JSON for monitoring, 503 as soon as one part does not answer.

Letters that wait or were refused, and keys that are missing, are told and named as degraded, with
status 200: no restart of ours makes a mail server answer.
"""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from modellkoncept.live import heartbeat, pubsub
from modellkoncept.mail.status import mail_status
from modellkoncept.registry import Registry
from modellkoncept.version import VERSION

# What is told without being a failure: by name, a sentence for the one who runs the system, or "".
WARNINGS: Registry[Callable[[], str]] = Registry("health warning")


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
    warnings = {name: _asked(name) for name in WARNINGS.names()} if parts["database"] else {}
    report = {
        "version": VERSION,
        "ok": not failing,
        "failing": failing,
        "degraded": [name for name, said in warnings.items() if said],
        **{name: said or "ok" for name, said in warnings.items()},
        **{name: "ok" if well else "svarar inte" for name, well in parts.items()},
        "redis_server": pubsub.server() if parts["redis"] else "",
        "worker_heartbeat_seconds_ago": None if beat is None else round(beat, 1),
    }
    return JsonResponse(report, status=503 if failing else 200)


def _asked(name: str) -> str:
    try:
        return WARNINGS[name]()
    except (DatabaseError, InterfaceError):
        return ""  # it went away in between: the next look says so


def _mail_in_words() -> str:
    """What is wrong with the letters, without an address; empty when nothing is."""
    now = mail_status()
    said = []
    if now.silent_since:
        said.append(f"e-postservern har inte svarat sedan {_time(now.silent_since)}")
    if now.waiting_since:
        said.append(f"{now.waiting} mejl väntar sedan {_time(now.waiting_since)}")
    if now.failed:
        said.append(f"{now.failed} mejl kunde inte skickas")
    return "; ".join(said)


def _time(when: datetime) -> str:
    return f"{timezone.localtime(when):%Y-%m-%d %H.%M}"


WARNINGS.add("mail", _mail_in_words)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone())
    except (DatabaseError, InterfaceError):
        return False
