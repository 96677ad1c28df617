"""The boards' chapters in their meeting's joint documentation, one each."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from meetings.chapters import Chapters
from meetings.models import Meeting
from modellkoncept.documents import editions
from modellkoncept.documents.kinds import Version, fingerprint
from padlet.models import Board
from padlet.reports.board_report import Order
from padlet.reports.documents.discussions import discussions


def _chapters(meeting: Meeting) -> list[dict[str, Any]]:
    boards = Board.objects.with_boxes().documented(meeting)
    return [discussions(board, by=Order.BY_GROUP) for board in boards]


def _count(meeting: Meeting) -> int:
    return Board.objects.documented(meeting).count()


def _versions(meetings: Collection[Meeting]) -> dict[int, Version]:
    """Another edition once a note of its boards is taken away, or one more board has come."""
    boards: dict[int, list[Board]] = defaultdict(list)
    for board in Board.objects.documented(*meetings):
        boards[board.meeting_id].append(board)
    return {
        meeting_id: Version(
            edition=editions.joined({str(board.pk): board.edition for board in theirs}),
            content=fingerprint(
                [(board.pk, board.title, board.content_version) for board in theirs]
            ),
            is_final=any(board.disposed_on for board in theirs),
        )
        for meeting_id, theirs in boards.items()
    }


def _refusal(meeting: Meeting) -> str:
    """Once the notes of a board are disposed of the chapters would lack them."""
    if not Board.objects.documented(meeting).exclude(disposed_on=None).exists():
        return ""
    return _("Lapparna från träffen är gallrade. Därför kan du inte skapa en ny dokumentation.")


CHAPTERS = Chapters(
    name="boards",
    template="padlet/documents/chapter.html",
    find=_chapters,
    count=_count,
    versions=_versions,
    refusal=_refusal,
)
