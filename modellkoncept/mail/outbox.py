"""Write a letter in the same transaction as its cause; it is sent after the commit."""

import unicodedata
from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language

from modellkoncept.jobs.enqueue import enqueue_on_commit
from modellkoncept.mail.models import OutgoingMail
from modellkoncept.mail.tasks import deliver_mail
from modellkoncept.text.shortening import shortened

SUBJECT_LENGTH = 200  # characters, as the table takes


def queue_mail(
    *,
    key: str,
    to: str,
    subject: str,
    body: str,
    forget_body_when_sent: bool = False,
    send_after: datetime | None = None,
    language: str = "",
    by_day: bool = False,
) -> OutgoingMail:
    """Promise one letter, at once or after a time. The same key twice is the same letter.

    Its language is the one that is spoken now, unless given. `by_day` lets it rest in the quiet
    hours. Raises ValueError for a subject that no letter can have.
    """
    now = timezone.now()
    mail, _ = OutgoingMail.objects.get_or_create(
        key=key,
        defaults={
            "to": to,
            "subject": subject_of(subject),
            "body": body,
            "forget_body_when_sent": forget_body_when_sent,
            "requested_at": now,
            "send_after": send_after or now,
            "language": language or get_language() or "sv",
            "by_day": by_day,
        },
    )
    enqueue_on_commit(deliver_mail, mail.pk)
    return mail


def subject_of(text: str) -> str:
    """The text as the subject of a letter: on one line, and as long as there is room.

    Raises ValueError when it breaks the line: what comes after would be a header of its own.
    """
    if any(unicodedata.category(sign) in {"Cc", "Zl", "Zp"} for sign in text):
        raise ValueError("A subject is one line.")
    return shortened(text, SUBJECT_LENGTH) or text[:SUBJECT_LENGTH]
