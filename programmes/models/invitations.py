"""Invitations: the letter that told somebody of her part in an organisation."""

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

from modellkoncept.mail.models import OutgoingMail
from programmes.models.participations import Membership
from programmes.models.people import User

LETTERS = "invitation-"
RESEND_AFTER = timedelta(hours=1)


class Invitation(models.Model):
    """That a member was invited, by whom, with which letter, and whether she has come in since.

    When she signed in is stored nowhere.
    """

    membership = models.OneToOneField(
        Membership, on_delete=models.CASCADE, related_name="invitation"
    )
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    # Whether the account is here only because of this invitation.
    made_account = models.BooleanField(default=False)
    is_accepted = models.BooleanField(default=False)
    letters = models.PositiveSmallIntegerField(default=0)  # written so far
    written_at = models.DateTimeField(default=timezone.now)  # the last of them
    # The last of them; none once it was withdrawn.
    letter = models.ForeignKey(OutgoingMail, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = "invitation"
        verbose_name_plural = "invitations"

    def __str__(self) -> str:
        return str(self.membership)

    @property
    def key(self) -> str:
        """How the keys of its letters begin, which end with their number."""
        return f"{LETTERS}{self.pk}"

    @property
    def resend_at(self) -> datetime | None:
        """When the next letter may be written; None for now.

        One that was written later than now was so before the clock was set back.
        """
        now = timezone.now()
        is_recent = now - RESEND_AFTER < self.written_at <= now
        return self.written_at + RESEND_AFTER if self.letters and is_recent else None
