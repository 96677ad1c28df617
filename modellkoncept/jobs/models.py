"""Jobs as rows: work that outlives a request. The row is the truth; the queue only hurries it."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from modellkoncept.jobs.clock import CLOCK_DIFFERENCE

Row = TypeVar("Row", bound="Job")


class JobQuerySet(models.QuerySet[Row]):
    def due(self) -> Self:
        """Jobs to run now: queued ones, and ones whose worker let its lease expire.

        A lease of before the clock was set back counts as expired: its worker may be long dead.
        """
        now = timezone.now()
        longest = now + self.model.LEASE + CLOCK_DIFFERENCE
        is_expired = Q(lease_until__lt=now) | Q(lease_until__gt=longest)
        return self.filter(
            Q(state=Job.State.QUEUED) | Q(is_expired, state=Job.State.RUNNING),
        )

    def from_the_future(self) -> Self:
        """Jobs requested before the clock was set back, as far as it now seems."""
        return self.filter(requested_at__gt=timezone.now() + CLOCK_DIFFERENCE)

    def claim(self, pk: uuid.UUID | int | str) -> Row | None:
        """Hand the job to exactly one worker, with a lease that only this worker knows.

        A single conditional UPDATE decides; two workers can never both see 1.
        """
        lease = uuid.uuid4()
        won = (
            self.due()
            .filter(pk=pk, attempts__lt=self.model.MAX_ATTEMPTS)
            .update(
                state=Job.State.RUNNING,
                attempts=F("attempts") + 1,
                lease=lease,
                lease_until=self.model.lease_end(),
            )
        )
        return self.filter(pk=pk, lease=lease).first() if won else None

    def unfinished(self) -> Self:
        return self.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING])


class Job(models.Model):
    """Work that was promised, done by one worker at a time: see lease.py."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Väntar")
        RUNNING = "running", _("Skapas")
        DONE = "done", _("Klar")
        FAILED = "failed", _("Misslyckades")

    MAX_ATTEMPTS: ClassVar[int] = 3
    LEASE: ClassVar[timedelta] = timedelta(seconds=45)

    requested_at = models.DateTimeField(default=timezone.now, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True, editable=False)  # only its holder may finish the job
    lease_until = models.DateTimeField(null=True, editable=False)
    error = models.TextField(blank=True)
    finished_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_unfinished(self) -> bool:
        return self.state in {self.State.QUEUED, self.State.RUNNING}

    @classmethod
    def lease_end(cls) -> datetime:
        return timezone.now() + cls.LEASE
