"""What an organisation takes home from a meeting."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meetings.models.meetings import Meeting
from programmes.models import Participation, User

IDEA_LENGTH = 500
SOURCE_LENGTH = 400


class IdeaQuerySet(models.QuerySet["Idea"]):
    def visible_to(self, user: User) -> "IdeaQuerySet":
        """What one's own organisation has taken home; nobody else's."""
        return self.filter(participation__memberships__user=user).distinct()

    def of(self, participation: Participation) -> "IdeaQuerySet":
        """What this organisation has taken home, from all its meetings of the round."""
        return self.filter(participation=participation).select_related("meeting")


class Idea(models.Model):
    """Something said at a meeting that an organisation takes home, to become a measure there.

    The text is a copy: nothing leads back to the note, and so to nobody who wrote it.
    """

    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="ideas")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="ideas")
    text = models.CharField(_("tanke"), max_length=IDEA_LENGTH)
    source = models.CharField(
        _("ur"), max_length=SOURCE_LENGTH
    )  # the board and the question, in words

    objects = IdeaQuerySet.as_manager()

    class Meta:
        verbose_name = _("tanke att ta hem")
        verbose_name_plural = _("tankar att ta hem")
        ordering = ["participation", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "meeting", "text"], name="idea_taken_home_once"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="idea_says_something"),
        ]

    def __str__(self) -> str:
        return self.text
