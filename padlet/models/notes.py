"""Anonymous notes.

The note is the promise of this app: what the class `Note` does not hold is not known to anybody.
Nothing here may gain a field that says who wrote, from where, or when.
"""

import hashlib
import secrets
import uuid
from collections.abc import Iterable
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from padlet.models.boards import Board, Prompt, Section
from padlet.models.clusters import Cluster
from padlet.models.note_text import NoteTextField


def random_sort_key() -> int:
    """A random sort key, so that the order of the notes says nothing of when they were written."""
    return secrets.randbelow(2**53)


class NoteQuerySet(models.QuerySet["Note"]):
    def shown(self) -> "NoteQuerySet":
        return self.filter(state=Note.State.VISIBLE)


def in_place(board: Board, notes: Iterable["Note"]) -> list["Note"]:
    """These notes of the board in the order that pages show them, with their public ids at hand."""
    found = list(notes)
    for note, public_id in zip(found, board.public_ids(note.pk for note in found), strict=True):
        note.board, note.public_id = board, public_id
        note.__dict__.pop("place", None)
    return sorted(found, key=lambda note: (note.place, note.public_id))


class Note(models.Model):
    """A note. All that is stored about it is in these fields; see the module's docstring."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Väntar")
        VISIBLE = "visible", _("Syns")
        HIDDEN = "hidden", _("Dold")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="notes")
    # Of the note's own board: the migration's composite keys (section, board), (prompt, board).
    section = models.ForeignKey(
        Section, on_delete=models.CASCADE, related_name="notes", db_constraint=False
    )
    prompt = models.ForeignKey(
        Prompt, on_delete=models.CASCADE, related_name="notes", db_constraint=False
    )
    breakout = models.PositiveSmallIntegerField(default=0)  # 0: the section has one group
    text = NoteTextField()
    sort_key = models.BigIntegerField(default=random_sort_key)
    state = models.CharField(max_length=8, choices=State, default=State.VISIBLE)
    # SHA-256 of the token that the writing browser made; NULL once the board is sealed.
    edit_hash = models.CharField(max_length=64, null=True)  # noqa: DJ001 – NULL is "nobody can"
    likes = models.PositiveIntegerField(default=0)
    dots = models.PositiveIntegerField(default=0)
    # Put there afterwards by the facilitator: they tell of the text, never of who wrote it.
    cluster = models.ForeignKey(Cluster, on_delete=models.SET_NULL, null=True, related_name="notes")
    from_paper = models.BooleanField(default=False)

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("model", "lapp")
        verbose_name_plural = pgettext_lazy("model", "lappar")
        ordering = ["sort_key"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="note_says_something"),
            # Not `unique=True`: that makes a second index, for LIKE, at every note's cost.
            models.UniqueConstraint(fields=["edit_hash"], name="edit_hash_once"),
        ]

    def __str__(self) -> str:
        return self.text

    @cached_property
    def public_id(self) -> UUID:
        """The id that pages know the note by: it cannot be joined to the row without the key."""
        return self.board.public_id(self.pk)

    @cached_property
    def place(self) -> int:
        """Where the note stands among others: at random, and unknown to who only has the row."""
        return (
            int.from_bytes(self.public_id.bytes[:7]) >> 3 if self.board.encrypts else self.sort_key
        )

    @property
    def revision_key(self) -> str:
        """A short key of the note and its text, which names the version an approver read."""
        return f"{self.public_id}.{hashlib.sha256(self.text.encode()).hexdigest()[:16]}"
