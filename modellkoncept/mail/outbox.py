"""Write a letter in the same transaction as its cause; it is sent after the commit."""

from datetime import datetime

from django.utils import timezone

from modellkoncept.jobs.enqueue import enqueue_on_commit
from modellkoncept.mail.models import OutgoingMail
from modellkoncept.mail.tasks import deliver_mail


def queue_mail(
    *,
    key: str,
    to: str,
    subject: str,
    body: str,
    forget_body_when_sent: bool = False,
    send_after: datetime | None = None,
) -> OutgoingMail:
    """Promise one letter, at once or after a time. The same key twice is the same letter."""
    mail, _ = OutgoingMail.objects.get_or_create(
        key=key,
        defaults={
            "to": to,
            "subject": subject,
            "body": body,
            "forget_body_when_sent": forget_body_when_sent,
            "send_after": send_after or timezone.now(),
        },
    )
    enqueue_on_commit(deliver_mail, mail.pk)
    return mail
