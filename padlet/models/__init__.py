"""Boards, their anonymous notes, and what stands beside them."""

from padlet.models.attachments import Attachment, attachment_path
from padlet.models.boards import (
    MAX_BREAKOUTS,
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
from padlet.models.clusters import Cluster
from padlet.models.join_codes import WrongCodes
from padlet.models.moderation import Moderation
from padlet.models.note_text import MAX_NOTE_LENGTH
from padlet.models.notes import Note, NoteQuerySet, in_place, random_sort_key
from padlet.models.selections import Selection
from padlet.models.summaries import MAX_SENTENCE_LENGTH, Sentence, SentenceQuerySet
