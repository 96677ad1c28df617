"""Promises as rows: a letter to send, a document to make. The queue only hurries them."""

import uuid
from datetime import datetime, timedelta
from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MAX_ATTEMPTS = 6
STUCK_AFTER = timedelta(minutes=15)
MAX_TRIES = 3
LEASE = timedelta(seconds=45)


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


def document_path(document: "Document", name: str) -> str:
    """An internal name nobody can guess; the reader's own name for it is made at download."""
    return f"{document.folder}/{uuid.uuid4()}{name[name.rindex('.') :]}"


Row = TypeVar("Row", bound="Promised")


class PromisedQuerySet(models.QuerySet[Row]):
    def due(self) -> Self:
        """What to make now: what waits, and what a worker let its lease run out on."""
        return self.filter(
            Q(state=Promised.State.QUEUED)
            | Q(state=Promised.State.BUILDING, lease_until__lt=timezone.now())
        )

    def claim(self, pk: uuid.UUID | int | str) -> Row | None:
        """Hand the work to exactly one worker, with a lease that only this worker knows.

        A single conditional UPDATE decides; two workers can never both see 1.
        """
        lease = uuid.uuid4()
        won = (
            self.due()
            .filter(pk=pk, tries__lt=MAX_TRIES)
            .update(
                state=Promised.State.BUILDING,
                tries=F("tries") + 1,
                lease=lease,
                lease_until=Promised.lease_end(),
            )
        )
        return self.filter(pk=pk, lease=lease).first() if won else None

    def unfinished(self) -> Self:
        return self.filter(state__in=[Promised.State.QUEUED, Promised.State.BUILDING])


class Promised(models.Model):
    """Files that somebody asked for, made by one worker at a time: see lease.py.

    The row is the truth: queued, building, ready or failed.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Väntar")
        BUILDING = "building", _("Görs")
        READY = "ready", _("Klar")
        FAILED = "failed", _("Misslyckades")

    requested_at = models.DateTimeField(default=timezone.now, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True, editable=False)  # whoever holds it may finish the work
    lease_until = models.DateTimeField(null=True, editable=False)
    progress = models.PositiveSmallIntegerField(default=0)  # percent
    error = models.TextField(blank=True)  # a Swedish sentence for the reader
    ready_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_unfinished(self) -> bool:
        return self.state in {self.State.QUEUED, self.State.BUILDING}

    @staticmethod
    def lease_end() -> datetime:
        return timezone.now() + LEASE


class DocumentQuerySet(PromisedQuerySet["Document"]):
    def ready_about(self, kind: str, thing: models.Model) -> "DocumentQuerySet":
        """The finished documents of this kind about this thing, the newest first."""
        return self.filter(kind=kind, of=str(thing.pk), state=Document.State.READY)


class Document(Promised):
    """A document somebody asked for, as PDF and Word."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    of = models.CharField(max_length=40)  # the id of what it is about; its kind says of which table
    title = models.CharField(max_length=200)
    formats = models.JSONField(default=list)
    language = models.CharField(max_length=5, default="sv")
    # Which edition of the thing it was made from: what is withdrawn since must not be handed out.
    edition = models.CharField(max_length=40, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    pdf = models.FileField(upload_to=document_path, blank=True)
    word = models.FileField(upload_to=document_path, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("dokument")
        verbose_name_plural = _("dokument")
        ordering = ["-requested_at"]
        indexes = [
            models.Index(fields=["state", "lease_until"], name="document_due"),
            models.Index(fields=["kind", "of"], name="document_of"),
        ]
        constraints = [
            # A double click asks twice for the same thing; it is made once.
            models.UniqueConstraint(
                fields=["kind", "of", "requested_by"],
                condition=Q(state__in=["queued", "building"]),
                name="one_unfinished_document_of_a_thing_and_person",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("document", args=[self.pk])

    @property
    def folder(self) -> str:
        """Where its files lie in the storage, and what a worker that was killed left beside."""
        return f"documents/{self.pk}"
