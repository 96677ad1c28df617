"""Jobs as rows: work that outlives a request. The row is the truth; the queue only hurries it."""

import uuid
from datetime import datetime, timedelta
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MAX_TRIES = 3
LEASE = timedelta(seconds=45)

Row = TypeVar("Row", bound="Job")


class JobQuerySet(models.QuerySet[Row]):
    def due(self) -> Self:
        """What to make now: what waits, and what a worker let its lease run out on."""
        return self.filter(
            Q(state=Job.State.QUEUED) | Q(state=Job.State.BUILDING, lease_until__lt=timezone.now())
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
                state=Job.State.BUILDING,
                tries=F("tries") + 1,
                lease=lease,
                lease_until=Job.lease_end(),
            )
        )
        return self.filter(pk=pk, lease=lease).first() if won else None

    def unfinished(self) -> Self:
        return self.filter(state__in=[Job.State.QUEUED, Job.State.BUILDING])


class Job(models.Model):
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
