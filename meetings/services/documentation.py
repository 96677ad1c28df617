"""Request the meeting's documentation once there are chapters for it."""

from django.db import transaction

from meetings.chapters import count_chapters
from meetings.documents.documentation import DOCUMENTATION
from meetings.models import Meeting
from modellkoncept.documents.models import Document
from modellkoncept.documents.request import queue_document
from modellkoncept.locking import lock_row


@transaction.atomic
def queue_documentation(*, meeting: Meeting) -> Document | None:
    """Request the meeting's documentation when there is a chapter for it.

    Of two that finish their chapters at once, the later waits, and sees both.
    """
    meeting = lock_row(Meeting.objects.all(), meeting.pk)
    if not count_chapters(meeting):
        return None
    return queue_document(kind=DOCUMENTATION, of=meeting)
