"""The boards' chapters in their meeting's joint documentation, one each."""

import hashlib
from typing import Any

from meetings.chapters import Chapters
from meetings.models import Meeting
from padlet.models import Board
from padlet.permissions import may_facilitate_boards_of
from padlet.reports.board_report import Order
from padlet.reports.documents.discussions import discussions


def _chapters(meeting: Meeting) -> list[dict[str, Any]]:
    boards = Board.objects.with_boxes().documented(meeting)
    return [discussions(board, by=Order.BY_GROUP) for board in boards]


def _count(meeting: Meeting) -> int:
    return Board.objects.documented(meeting).count()


def _edition(meeting: Meeting) -> str:
    """Another once a note of its boards was taken away, or one more board has come."""
    now = sorted(Board.objects.documented(meeting).values_list("pk", "redaction_count"))
    return hashlib.sha256(repr(now).encode()).hexdigest()


CHAPTERS = Chapters(
    name="boards",
    template="padlet/documents/chapter.html",
    find=_chapters,
    count=_count,
    may_read=may_facilitate_boards_of,
    edition=_edition,
)
