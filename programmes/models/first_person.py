"""The key that lets the first person in, while there is nobody who could invite her."""

from django.conf import settings
from django.db import models

KEY_HASH_LENGTH = 64


class FirstPersonKey(models.Model):
    """One key at a time, as a keyed hash: who holds the table cannot use it.

    Once it is used the row names the person it made, until she has signed in: so a mistyped address
    can be put right. Then the row is gone.
    """

    THE_ONE = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONE)
    key_hash = models.CharField(max_length=KEY_HASH_LENGTH, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        verbose_name = "first person's key"
        verbose_name_plural = "first person's keys"
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="there_is_one_first_person_key")
        ]

    def __str__(self) -> str:
        return str(self.pk)
