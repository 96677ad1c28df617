"""A letter as a row: written in the transaction of its cause, sent afterwards."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from modellkoncept.database.address_field import AddressField
from modellkoncept.jobs.models import Job, JobQuerySet


class OutgoingMailQuerySet(JobQuerySet["OutgoingMail"]):
    def due(self) -> "OutgoingMailQuerySet":
        """Letters to send now, once their back-off is over."""
        return super().due().filter(send_after__lte=timezone.now())


class OutgoingMail(Job):
    """A letter we have promised to send. The row, not the queue, is the truth."""

    MAX_ATTEMPTS = 6
    LEASE = timedelta(
        minutes=15
    )  # longer than any SMTP timeout: a letter is rather late than double

    key = models.CharField(max_length=200, unique=True)
    to = AddressField()
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    # A sign-in code must not lie about in a table (or its backups) once it has been sent.
    forget_body_when_sent = models.BooleanField(default=False)
    state = models.CharField(
        max_length=10,
        choices=[
            (Job.State.QUEUED, _("Väntar")),
            (Job.State.RUNNING, _("Skickas")),
            (Job.State.DONE, _("Skickat")),
            (Job.State.FAILED, _("Misslyckades")),
        ],
        default=Job.State.QUEUED,
    )
    send_after = models.DateTimeField(default=timezone.now)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("brev")
        verbose_name_plural = _("brev")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "send_after"], name="outgoing_mail_due")]

    def __str__(self) -> str:
        return self.key
