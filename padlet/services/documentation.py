"""Request the documentation of a closed board automatically."""

from django.db import transaction

from meetings.services.documentation import queue_documentation
from modellkoncept.documents.request import queue_document
from padlet.models import Board
from padlet.reports.documents.discussions import DISCUSSIONS_BY_GROUP


@transaction.atomic
def queue_board_documentation(*, board: Board) -> None:
    """Queue the board's documentation, and its meeting's, which gathers all its boards.

    Nothing before the notes have been shown to everybody, nor where nobody wrote. Nobody stands as
    the one who asked: these rows are written together with the notes' (TRUST: C5).
    """
    if not board.is_shareable or not board.notes.shown().exists():
        return
    queue_document(kind=DISCUSSIONS_BY_GROUP, of=board)
    queue_documentation(meeting=board.meeting)
