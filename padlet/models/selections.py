"""A stored selection of a round's notes."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from modellkoncept.fields.model_fields import LineField
from programmes.models import Round


class Selection(models.Model):
    """A stored selection of a round's notes: one prompt or all, on these boards."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+")
    # As it stands in Prompt.template; empty for all prompts.
    prompt = LineField(max_length=200, blank=True)
    boards = ArrayField(models.BigIntegerField(), default=list)  # their ids, in order

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "prompt", "boards"], name="selection_once"),
        ]

    def __str__(self) -> str:
        return str(self.round)
