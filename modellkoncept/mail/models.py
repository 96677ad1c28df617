"""A letter as a row: written in the transaction of its cause, sent afterwards."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MAX_ATTEMPTS = 6
STUCK_AFTER = timedelta(minutes=15)


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def due(self) -> "OutgoingMailQuerySet":
        """Letters to send now: waiting ones, and ones a dead worker left behind."""
        now = timezone.now()
        return self.filter(
            Q(state=OutgoingMail.State.QUEUED, send_after__lte=now)
            | Q(state=OutgoingMail.State.SENDING, claimed_at__lt=now - STUCK_AFTER)
        )

    def claim(self, pk: int) -> "OutgoingMail | None":
        """Hand the letter to exactly one worker, or to nobody.

        A single conditional UPDATE decides; two workers can never both see 1.
        """
        won = (
            self.due()
            .filter(pk=pk)
            .update(
                state=OutgoingMail.State.SENDING,
                claimed_at=timezone.now(),
                attempts=F("attempts") + 1,
            )
        )
        return self.get(pk=pk) if won else None


class OutgoingMail(models.Model):
    """A letter we have promised to send. The row, not the queue, is the truth."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Väntar")
        SENDING = "sending", _("Skickas")
        SENT = "sent", _("Skickat")
        FAILED = "failed", _("Misslyckades")

    key = models.CharField(max_length=200, unique=True)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    # A sign-in code must not lie about in a table (or its backups) once it has left the house.
    forget_body_when_sent = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    send_after = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("brev")
        verbose_name_plural = _("brev")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "send_after"], name="outgoing_mail_due")]

    def __str__(self) -> str:
        return self.key

    def mark_sent(self) -> None:
        self.state, self.sent_at, self.last_error = self.State.SENT, timezone.now(), ""
        if self.forget_body_when_sent and not settings.DEMO:
            self.body = ""
        self.save(update_fields=["state", "sent_at", "last_error", "body"])

    def put_back(self, error: Exception) -> None:
        """Wait twice as long each time; give up, visibly, after MAX_ATTEMPTS."""
        self.state = self.State.FAILED if self.attempts >= MAX_ATTEMPTS else self.State.QUEUED
        self.send_after = timezone.now() + timedelta(minutes=2**self.attempts)
        self.last_error = f"{type(error).__name__}: {error}"
        self.save(update_fields=["state", "send_after", "last_error"])
