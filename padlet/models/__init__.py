"""Boards, their anonymous notes, and what stands beside them."""

from padlet.models.attachments import Attachment, attachment_place
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
from padlet.models.clusters import Cluster
from padlet.models.join_codes import WrongCodes
from padlet.models.moderation import Moderation
from padlet.models.notes import NOTE_LENGTH, Note, NoteQuerySet, random_place
from padlet.models.selections import Selection
from padlet.models.summaries import SUMMARY_LENGTH, Sentence, SentenceQuerySet
