"""Send one letter over SMTP, at most once per claim."""

import logging
from contextlib import suppress
from datetime import timedelta
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
)
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils import timezone

from modellkoncept.jobs.errors import LeaseLostError
from modellkoncept.jobs.lease import fail, finish, requeue
from modellkoncept.mail import server
from modellkoncept.mail.choices import unsubscribe_address
from modellkoncept.mail.html import html_of
from modellkoncept.mail.models import Digest, OutgoingMail

logger = logging.getLogger(__name__)

CLOSING = 421  # SMTP: to whatever was said
FOR_GOOD = range(500, 600)  # SMTP: the same letter will be refused again
# What can go wrong with the server as a whole; the last is a server that answers too slowly to end.
SERVER_ERRORS = (SMTPException, OSError, SoftTimeLimitExceeded)
GIVEN_UP_AFTER = timedelta(days=3)  # of waiting for a server that nobody mends


class _UnreachableError(Exception):
    """The server did not take the connection, so no letter has been tried."""

    def __init__(self, cause: Exception) -> None:
        super().__init__(cause)
        self.cause = cause


def deliver(mail_id: int, *, tries_server: bool = False) -> bool:
    """Send the letter if it is ours to send. Safe to call any number of times.

    While the server is silent nothing is sent, so that a worker does not wait for it letter after
    letter; but for the one letter that `tries_server`.
    """
    if not tries_server and _is_held(mail_id):
        return False
    mail = OutgoingMail.objects.claim(mail_id)
    if mail is None:
        return False
    try:
        _send(mail)
    except _UnreachableError as error:
        _wait_for_server(mail, error.cause)
        return False
    except (SMTPRecipientsRefused, SMTPDataError) as error:
        _refused(mail, error)
        return False
    except SERVER_ERRORS as error:
        server.record_silence(server.described(error))
        _back_off(mail, error)
        return False
    except ValueError as error:
        fail(mail, server.described(error))  # an address or subject that no letter can have
        return False
    server.record_answer()
    try:
        _mark_sent(mail)
    except LeaseLostError:
        logger.warning("letter %s: the lease was lost, another worker sends it too", mail.pk)
        return False
    return True


def _is_held(mail_id: int) -> bool:
    """Whether the letter has not been tried yet, and the server was silent a moment ago.

    One that has been tried has a back-off of its own.
    """
    known = server.current()
    is_new = OutgoingMail.objects.filter(pk=mail_id, attempts=0)
    return known is not None and known.is_held and is_new.exists()


def _send(mail: OutgoingMail) -> None:
    """Hand the letter to the server. What goes wrong after it has taken it is no error."""
    connection = get_connection()
    message = _message(mail, connection)
    try:
        try:
            connection.open()
        except SERVER_ERRORS as error:
            raise _UnreachableError(error) from error
        message.send()
    finally:
        with suppress(*SERVER_ERRORS):
            connection.close()


def _message(mail: OutgoingMail, connection: Any) -> EmailMultiAlternatives:
    """The letter as text and as HTML, with what tells mailboxes that a machine has written it.

    Its HTML is made here and kept nowhere, so that a code is forgotten in both.
    """
    message = EmailMultiAlternatives(
        mail.subject,
        mail.body,
        to=[mail.to],
        reply_to=[settings.MAIL_REPLY_TO] if settings.MAIL_REPLY_TO else None,
        headers={
            # Stable, so that the reader's mailbox drops a rare double.
            "Message-ID": f"<{mail.key}@modellkoncept>",
            "Auto-Submitted": "auto-generated",
            # What Exchange reads instead: nobody's absence is answered to us.
            "X-Auto-Response-Suppress": "OOF, AutoReply",
            **_unsubscribe_headers(mail),
        },
        connection=connection,
    )
    html = html_of(mail.body, subject=mail.subject, language=mail.language)
    message.attach_alternative(html, "text/html")
    return message


def _unsubscribe_headers(mail: OutgoingMail) -> dict[str, str]:
    """Of a digest: the mailbox's own button turns reminders off with one press (RFC 8058)."""
    user_id = Digest.objects.filter(letter=mail.pk).values_list("user", flat=True).first()
    if user_id is None:
        return {}
    return {
        "List-Unsubscribe": f"<{unsubscribe_address(user_id)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _mark_sent(mail: OutgoingMail) -> None:
    if mail.forget_body_when_sent and not (settings.DEMO or settings.LOCAL_LETTERS):
        finish(mail, body="")
    else:
        finish(mail)


def _refused(mail: OutgoingMail, error: SMTPRecipientsRefused | SMTPDataError) -> None:
    """Give up what is refused for good, with the server's own words; try the rest again.

    Either way the server answers, and other letters go on; unless it says that it is closing.
    """
    code, words = (
        next(iter(error.recipients.values()))
        if isinstance(error, SMTPRecipientsRefused)
        else (error.smtp_code, error.smtp_error)
    )
    said = words.decode(errors="replace") if isinstance(words, bytes) else str(words)
    refusal = SMTPException(f"{code} {said}")
    if code == CLOSING:
        server.record_silence(server.described(refusal))
    else:
        server.record_answer()
    if code in FOR_GOOD:
        fail(mail, str(refusal))
    else:
        _back_off(mail, refusal)


def _wait_for_server(mail: OutgoingMail, error: Exception) -> None:
    """Try again when the server answers: an outage, however long, is no fault of the letter's."""
    said = server.described(error)
    server.record_silence(said)
    if mail.requested_at < timezone.now() - GIVEN_UP_AFTER:
        fail(mail, said)
        return
    later = timezone.now() + mail.back_off(mail.attempts)
    requeue(mail, said, counts=False, error=said, send_after=later)


def _back_off(mail: OutgoingMail, error: Exception) -> None:
    """Wait twice as long each time; give up, visibly, after the last attempt."""
    said = server.described(error)
    later = timezone.now() + mail.back_off(mail.attempts)
    requeue(mail, said, error=said, send_after=later)
