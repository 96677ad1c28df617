"""Learning groups (benchmarkinggrupper)."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from modellkoncept.database.swedish_order import SwedishOrder
from modellkoncept.fields.model_fields import LineField
from programmes.models.people import User
from programmes.models.rounds import Round


class InRoundQuerySet(models.QuerySet[Any]):
    """Rows that belong to a round, visible to those who see the round."""

    def visible_to(self, user: User) -> "InRoundQuerySet":
        return self.filter(round__in=Round.objects.visible_to(user))


class LearningGroupQuerySet(InRoundQuerySet):
    def led_by(self, user: User) -> "LearningGroupQuerySet":
        """The groups where the user is a strategist; SKR staff leads them all."""
        if user.is_skr:
            return self
        return self.filter(Exists(user.memberships.strategists().in_group(OuterRef("pk"))))

    def attended_by(self, user: User) -> "LearningGroupQuerySet":
        """The groups where the user takes part or is a mentor; SKR staff sees them all."""
        if user.is_skr:
            return self
        return self.filter(Exists(user.memberships.in_group(OuterRef("pk"))))


class LearningGroup(models.Model):
    """Two or three participants, and their mentors, who meet and learn from each other."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="groups")
    name = LineField(_("namn"), max_length=120)
    note = LineField(_("om gruppen"), max_length=200, blank=True)
    # Counts every change: who saves on top of an older one is told, not obeyed.
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = LearningGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("benchmarkinggrupp")
        verbose_name_plural = _("benchmarkinggrupper")
        ordering = ["round", SwedishOrder("name")]
        constraints = [
            models.UniqueConstraint(fields=["round", "name"], name="group_name_once_in_a_round"),
            # What meetings and participations refer to, so that their group is of their own round.
            models.UniqueConstraint(fields=["id", "round"], name="group_with_round_once"),
        ]

    def __str__(self) -> str:
        return self.name
