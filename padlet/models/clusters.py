"""Clusters (teman på tavlan): what several notes on a prompt are about."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from modellkoncept.fields.model_fields import LineField
from padlet.models.boards import Board, Prompt


class Cluster(models.Model):
    """A cluster: what several notes on a prompt are about, as the facilitator sees it."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="clusters")
    # Of the cluster's own board: the migration's composite key (prompt, board).
    prompt = models.ForeignKey(
        Prompt, on_delete=models.CASCADE, related_name="clusters", db_constraint=False
    )
    title = LineField(_("tema"), max_length=80)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["prompt", "position", "pk"]
        constraints = [
            models.UniqueConstraint("prompt", Lower("title"), name="cluster_title_once_per_prompt"),
            # What notes refer to, so that a note's cluster is of the note's own prompt.
            models.UniqueConstraint(fields=["id", "prompt"], name="cluster_with_prompt_once"),
        ]

    def __str__(self) -> str:
        return self.title
