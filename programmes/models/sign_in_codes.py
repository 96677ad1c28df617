"""Codes that were asked for and may still sign somebody in."""

from datetime import datetime
from typing import Self

from django.db import models

CODE_HASH_LENGTH = 64


class SignInCodeQuerySet(models.QuerySet["SignInCode"]):
    def live(self, now: datetime) -> Self:
        """Those that are not too old."""
        return self.filter(expires_at__gt=now)


class SignInCode(models.Model):
    """A code sent, or for an unknown address only made, to one address. Gone once it is used.

    It leads in where it was asked for; a shared one wherever somebody asked for its address, who
    then has a row of her own for her tries, without a code. The address and the code are keyed
    hashes: who holds the table can neither read nor use them.
    """

    address_hash = models.CharField(max_length=CODE_HASH_LENGTH)
    code_hash = models.CharField(max_length=CODE_HASH_LENGTH, blank=True)
    is_long = models.BooleanField(default=False)
    is_shared = models.BooleanField(default=False)
    tries = models.PositiveIntegerField(default=0)  # wrong or right, counted before they are judged
    expires_at = models.DateTimeField(db_index=True)

    objects = SignInCodeQuerySet.as_manager()

    class Meta:
        verbose_name = "sign-in code"
        verbose_name_plural = "sign-in codes"
        # However many ask for an address: few of their rows are looked for.
        indexes = [
            models.Index(
                fields=["address_hash"],
                name="shared_sign_in_code_of_address",
                condition=models.Q(is_shared=True),
            ),
            models.Index(
                fields=["expires_at"],
                name="short_sign_in_code_live",
                condition=models.Q(is_long=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
