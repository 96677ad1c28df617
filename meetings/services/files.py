"""Files that are uploaded for a meeting."""

from django.core.files.base import File
from django.db import transaction

from meetings.models import Meeting, MeetingFile
from programmes.models import Participation, SharedFile, User
from programmes.services import files


@transaction.atomic
def add_meeting_file(
    *,
    meeting: Meeting,
    upload: "File[bytes]",
    name: str,
    title: str,
    purpose: str,
    visibility: str,
    actor: User,
    participation: Participation | None = None,
) -> SharedFile:
    """Share a file of the meeting, with its group when it has one. Raises what `add_file` does."""
    shared = files.add_file(
        round=meeting.round,
        upload=upload,
        name=name,
        title=title,
        purpose=purpose,
        visibility=visibility,
        actor=actor,
        group=meeting.group,
        participation=participation,
    )
    MeetingFile.objects.create(round_id=meeting.round_id, file=shared, meeting=meeting)
    return shared
