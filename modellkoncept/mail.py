"""E-mail: write a letter in the same transaction as its cause, send it after."""

from smtplib import SMTPException

from django.core.mail import EmailMessage
from django.db import transaction

from modellkoncept.models import OutgoingMail


def queue_mail(
    *, key: str, to: str, subject: str, body: str, forget_body_when_sent: bool = False
) -> OutgoingMail:
    """Promise one letter. The same key twice is the same letter, sent once."""
    from modellkoncept.tasks import deliver_mail  # tasks import this module

    mail, _ = OutgoingMail.objects.get_or_create(
        key=key,
        defaults={
            "to": to,
            "subject": subject,
            "body": body,
            "forget_body_when_sent": forget_body_when_sent,
        },
    )
    # robust: a broker that is down must not fail the request; the sweep sends it.
    # A lambda, not a partial: Django's robust path needs the name of what failed.
    transaction.on_commit(lambda: deliver_mail.delay(mail.pk), robust=True)
    return mail


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
    except (SMTPException, OSError) as error:
        mail.put_back(error)
        return False
    mail.mark_sent()
    return True
