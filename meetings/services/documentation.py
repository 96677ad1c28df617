"""Request the meeting's joint documentation once its chapters are done."""

from django.db import transaction

from meetings.chapters import count_chapters
from meetings.documents.documentation import DOCUMENTATION
from meetings.models import Meeting
from modellkoncept.documents.models import Document
from modellkoncept.documents.request import queue_document
from modellkoncept.locking import lock_row

ALONE = 1  # a chapter that is the only one has its own document, which is the meeting's


@transaction.atomic
def queue_documentation(*, meeting: Meeting) -> Document | None:
    """Request the meeting's joint documentation when there is more than one chapter to join.

    Of two that finish their chapters at once, the later waits, and sees both.
    """
    meeting = lock_row(Meeting.objects.all(), meeting.pk)
    if count_chapters(meeting) <= ALONE:
        return None
    return queue_document(kind=DOCUMENTATION, of=meeting)
