"""The mail server as the workers find it: whether it answers, so that no letter waits in vain."""

from contextlib import suppress
from smtplib import SMTPException

from django.core.mail import get_connection
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from modellkoncept.mail.models import MailServer, OutgoingMail


def current() -> MailServer | None:
    """What is known of the server; None before any worker has looked."""
    return MailServer.objects.first()


def record_answer() -> bool:
    """Record that the server answers; whether it was silent before. Then waiting letters go."""
    now = timezone.now()
    was_silent = bool(MailServer.objects.filter(silent_since__isnull=False).update(
        checked_at=now, silent_since=None, error=""
    ))  # fmt: skip
    if was_silent:
        waiting = OutgoingMail.objects.filter(state=OutgoingMail.State.QUEUED)
        waiting.exclude(error="").update(send_after=now)
    else:
        MailServer.objects.update_or_create(pk=MailServer.THE_ONE, defaults={"checked_at": now})
    return was_silent


def record_silence(error: str) -> None:
    """Record that the server does not answer, or answers nobody, and since when."""
    now = timezone.now()
    MailServer.objects.get_or_create(pk=MailServer.THE_ONE, defaults={"checked_at": now})
    MailServer.objects.update(
        checked_at=now, silent_since=Coalesce(F("silent_since"), now), error=error
    )


def check() -> None:
    """Connect as for a letter and hang up, and record whether that went well."""
    server = get_connection()
    try:
        server.open()
    except (SMTPException, OSError) as error:
        record_silence(described(error))
    else:
        record_answer()
    finally:
        with suppress(SMTPException, OSError):
            server.close()


def described(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
