"""Send one letter over SMTP, at most once per claim."""

from smtplib import SMTPException

from django.core.mail import EmailMessage

from modellkoncept.mail.models import OutgoingMail


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
