"""Codes that were asked for and may still sign somebody in."""

from django.db import models

CODE_HASH_LENGTH = 64


class SignInCode(models.Model):
    """A code sent, or for an unknown address only made, to one address. Gone once it is used.

    The address and the code are keyed hashes: who holds the table can neither read nor use them.
    """

    address_hash = models.CharField(max_length=CODE_HASH_LENGTH)
    code_hash = models.CharField(max_length=CODE_HASH_LENGTH)
    is_long = models.BooleanField(default=False)
    tries = models.PositiveIntegerField(default=0)  # wrong or right, counted before they are judged
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "sign-in code"
        verbose_name_plural = "sign-in codes"
        indexes = [models.Index(fields=["address_hash", "expires_at"], name="sign_in_code_live")]

    def __str__(self) -> str:
        return str(self.pk)
