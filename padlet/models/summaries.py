"""Summaries: sentences about a prompt, and the notes each of them rests on."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from modellkoncept.fields.model_fields import LineField
from padlet.models.boards import Board, Prompt
from padlet.models.notes import Note

MAX_SENTENCE_LENGTH = 500


class SentenceQuerySet(models.QuerySet["Sentence"]):
    def with_notes(self) -> "SentenceQuerySet":
        """Each with the notes it rests on that everybody sees, in two queries."""
        return self.prefetch_related(models.Prefetch("notes", Note.objects.shown()))


class Sentence(models.Model):
    """One sentence of a prompt's summary, and the notes it rests on. Who wrote it is not kept."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="sentences")
    # Of the sentence's own board: the migration's composite key (prompt, board).
    prompt = models.ForeignKey(
        Prompt, on_delete=models.CASCADE, related_name="sentences", db_constraint=False
    )
    position = models.PositiveSmallIntegerField()
    text = LineField(_("mening"), max_length=MAX_SENTENCE_LENGTH)
    notes = models.ManyToManyField(Note, related_name="sentences", blank=True)
    # Counts every change: who saves on top of an older one is told, not obeyed.
    version = models.PositiveIntegerField(default=1, editable=False)
    # On how many notes it rested when last saved: fewer in sight now means that some have left.
    chosen = models.PositiveSmallIntegerField(default=0, editable=False)

    # Those of the notes that everybody sees, as of the tick: see live/summaries.py.
    shown_notes: list[Note]

    objects = SentenceQuerySet.as_manager()

    class Meta:
        ordering = ["prompt", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["prompt", "position"],
                name="sentence_position_once_per_prompt",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=~Q(text=""), name="sentence_says_something"),
        ]

    def __str__(self) -> str:
        return self.text

    def missing(self, in_sight: int) -> int:
        """How many of the notes it cites are no longer shown."""
        return max(self.chosen - in_sight, 0)
