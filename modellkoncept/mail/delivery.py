"""Send one letter over SMTP, at most once per claim."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from modellkoncept.jobs.errors import LeaseLostError
from modellkoncept.jobs.lease import finish, requeue
from modellkoncept.mail.models import OutgoingMail

logger = logging.getLogger(__name__)


def deliver(mail_id: int) -> bool:
    """Send the letter if it is ours to send. Safe to call any number of times."""
    mail = OutgoingMail.objects.claim(mail_id)
    if mail is None:
        return False
    # The stable Message-ID lets the reader's mailbox drop a rare double.
    message = EmailMessage(
        mail.subject,
        mail.body,
        to=[mail.to],
        headers={"Message-ID": f"<{mail.key}@modellkoncept>"},
    )
    try:
        message.send()
        _mark_sent(mail)
    except (SMTPException, OSError) as error:
        _back_off(mail, error)
        return False
    except LeaseLostError:
        logger.warning("letter %s: the lease was lost, another worker sends it too", mail.pk)
        return False
    return True


def _mark_sent(mail: OutgoingMail) -> None:
    if mail.forget_body_when_sent and not settings.DEMO:
        finish(mail, body="")
    else:
        finish(mail)


def _back_off(mail: OutgoingMail, error: Exception) -> None:
    """Wait twice as long each time; give up, visibly, after the last attempt."""
    said = f"{type(error).__name__}: {error}"
    later = timezone.now() + mail.back_off(mail.attempts)
    requeue(mail, said, error=said, send_after=later)
