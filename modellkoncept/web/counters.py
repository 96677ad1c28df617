"""The rows that `rate_limits` counts in: how often something was done within a window of time."""

from django.db import models


class Counter(models.Model):
    """How many times one thing was done. What it was about is a keyed hash; see `rate_limits`."""

    key = models.UUIDField(primary_key=True)
    number = models.PositiveIntegerField()
    expires_at = models.DateTimeField(db_index=True)  # a whole number of windows: see `rate_limits`

    class Meta:
        verbose_name = "counter"
        verbose_name_plural = "counters"

    def __str__(self) -> str:
        return f"{self.key}: {self.number}"
