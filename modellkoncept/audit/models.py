"""Acts as rows of the audit log."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class AuditEvent(models.Model):
    """One act: who, what, in which round, with what. Never what somebody wrote, never a note."""

    happened_at = models.DateTimeField(default=timezone.now, db_index=True, editable=False)
    kind = models.CharField(max_length=40)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # A number, no key: the tools know no rounds, and the log outlives them.
    round_id = models.BigIntegerField(null=True, db_index=True)
    subject = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "audit event"
        verbose_name_plural = "audit events"
        ordering = ["-happened_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
