"""What stands beside a board: files, selections taken out, the log of moderation, wrong codes."""

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count
from django.db.models.functions import TruncMinute
from django.utils.translation import gettext_lazy as _

from padlet.models.boards import Board
from programmes.models import Round, User


class Selection(models.Model):
    """What somebody asked for of a round's notes: one question or all, on these boards."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+")
    # As it stands in Prompt.template; empty for all questions.
    question = models.CharField(max_length=200, blank=True)
    boards = ArrayField(models.BigIntegerField(), default=list)  # their ids, in order

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "question", "boards"], name="selection_once"),
        ]

    def __str__(self) -> str:
        return str(self.round)


def attachment_place(attachment: "Attachment", _name: str) -> str:
    """Where the file lies: a name of our own, never the one it came with."""
    return f"boards/{attachment.board_id}/{uuid.uuid4()}.pdf"


class Attachment(models.Model):
    """A PDF that goes with a board's instructions."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="attachments")
    file = models.FileField(upload_to=attachment_place)
    name = models.CharField(_("namn"), max_length=120)
    size = models.PositiveIntegerField()  # bytes

    class Meta:
        ordering = ["board", "pk"]

    def __str__(self) -> str:
        return self.name


class ModerationQuerySet(models.QuerySet["Moderation"]):
    def by_minute(self) -> models.QuerySet["Moderation", Any]:
        """Who did what in which minute and how many times, newest first, as dicts for a page."""
        return (
            self.annotate(minute=TruncMinute("at"))
            .values("minute", "step", "who__full_name", "who__email")
            .annotate(how_many=Count("pk"))
            .order_by("-minute", "step", "who__email")
        )


class Moderation(models.Model):
    """Who moderated which board, how and when. Not the text, not the note (TRUST: C10)."""

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


class WrongCodes(models.Model):
    """How many wrong spoken codes were tried in one minute, over all who tried."""

    minute = models.DateTimeField(primary_key=True)
    tries = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.minute:%H.%M}: {self.tries}"
