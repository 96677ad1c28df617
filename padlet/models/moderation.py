"""The log of moderation: who moderated which board, how and when."""

from typing import Any

from django.db import models
from django.db.models import Count
from django.db.models.functions import TruncMinute
from django.utils.translation import gettext_lazy as _

from modellkoncept.database.swedish_order import SwedishOrder
from padlet.models.boards import Board
from programmes.models import User


class ModerationQuerySet(models.QuerySet["Moderation"]):
    def by_minute(self) -> models.QuerySet["Moderation", Any]:
        """Who did what in which minute and how many times, newest first, as dicts for a page."""
        return (
            self.annotate(minute=TruncMinute("at"))
            .values("minute", "step", "who__full_name", "who__email")
            .annotate(how_many=Count("pk"))
            .order_by("-minute", "step", SwedishOrder("who__full_name"), "who__email")
        )


class Moderation(models.Model):
    """A log entry: who moderated which board, how and when. No text, no note (TRUST: C10)."""

    class Step(models.TextChoices):
        HIDE = "hide", _("Dolde")
        SHOW = "show", _("Visade igen")
        REMOVE = "remove", _("Tog bort")
        APPROVE = "approve", _("Godkände")

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="moderations")
    who = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    step = models.CharField(max_length=8, choices=Step)
    at = models.DateTimeField(auto_now_add=True)

    objects = ModerationQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.get_step_display()
