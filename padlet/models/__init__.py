"""Boards, their anonymous notes, and what stands beside them."""

from padlet.models.beside import Attachment, Moderation, Selection, WrongCodes, attachment_place
from padlet.models.boards import (
    NIGHT,
    SEALED_AFTER,
    SMALL_GROUP,
    Board,
    BoardQuerySet,
    Prompt,
    Section,
    is_small,
    random_path,
    random_secret,
)
from padlet.models.notes import (
    NOTE_LENGTH,
    SUMMARY_LENGTH,
    Cluster,
    Note,
    NoteQuerySet,
    Sentence,
    SentenceQuerySet,
    random_place,
)

__all__ = [
    "NIGHT",
    "SEALED_AFTER",
    "SMALL_GROUP",
    "Board",
    "BoardQuerySet",
    "Prompt",
    "Section",
    "is_small",
    "random_path",
    "random_secret",
    "NOTE_LENGTH",
    "SUMMARY_LENGTH",
    "Cluster",
    "Note",
    "NoteQuerySet",
    "Sentence",
    "SentenceQuerySet",
    "random_place",
    "Attachment",
    "Moderation",
    "Selection",
    "WrongCodes",
    "attachment_place",
]
