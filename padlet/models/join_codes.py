"""How many wrong spoken codes were tried, minute by minute."""

from django.db import models


class WrongCodes(models.Model):
    """How many wrong spoken codes were tried in one minute, over all who tried."""

    minute = models.DateTimeField(primary_key=True)
    tries = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.minute:%H.%M}: {self.tries}"
