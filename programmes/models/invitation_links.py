"""Links in invitations, each of which signs one person in once."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models

TOKEN_HASH_LENGTH = 64


class InvitationLinkQuerySet(models.QuerySet["InvitationLink"]):
    def live(self, now: datetime) -> Self:
        """Those that are not too old, of people who may sign in."""
        return self.filter(expires_at__gt=now, user__is_active=True)


class InvitationLink(models.Model):
    """A link that was sent to one person. Gone once it is used, so nothing tells when that was.

    The token is a keyed hash: who holds the table can neither read nor use it.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invitation_links"
    )
    token_hash = models.CharField(max_length=TOKEN_HASH_LENGTH, unique=True)
    expires_at = models.DateTimeField(db_index=True)

    objects = InvitationLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation link"
        verbose_name_plural = "invitation links"

    def __str__(self) -> str:
        return str(self.pk)
