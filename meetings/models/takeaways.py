"""Takeaways: what an organisation takes home from a meeting."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meetings.models.meetings import Meeting
from modellkoncept.fields.model_fields import LineField, ShortLinesField
from programmes.models import Participation, User

TAKEAWAY_LENGTH = 500
SOURCE_LENGTH = 400


class TakeawayQuerySet(models.QuerySet["Takeaway"]):
    def visible_to(self, user: User) -> "TakeawayQuerySet":
        """The takeaways of the user's own organisation; no other's."""
        return self.filter(participation__memberships__user=user).distinct()

    def of(self, participation: Participation) -> "TakeawayQuerySet":
        """The takeaways of this organisation, from all its meetings of the round."""
        return self.filter(participation=participation).select_related("meeting")


class Takeaway(models.Model):
    """Something said at a meeting that an organisation takes home, to become a measure there.

    The text is a copy: nothing leads back to the note, and so to nobody who wrote it.
    """

    participation = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="takeaways"
    )
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="takeaways")
    text = ShortLinesField(_("idé"), max_length=TAKEAWAY_LENGTH)
    source = LineField(_("ur"), max_length=SOURCE_LENGTH)  # the board and the question, in words

    objects = TakeawayQuerySet.as_manager()

    class Meta:
        verbose_name = _("sparad idé")
        verbose_name_plural = _("sparade idéer")
        ordering = ["participation", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "meeting", "text"], name="takeaway_once_per_meeting"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="takeaway_says_something"),
        ]

    def __str__(self) -> str:
        return self.text
