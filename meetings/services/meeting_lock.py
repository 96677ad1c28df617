"""Lock a meeting's row, and refuse a closed round or an older version."""

from meetings.errors import AgendaChangedError
from meetings.models import Meeting
from programmes.services.rounds import refuse_if_closed


def lock_meeting(meeting_id: int, version: int | None) -> Meeting:
    """Hold the meeting row: whoever changes an agenda is alone with it until the commit."""
    meeting = Meeting.objects.select_for_update().get(pk=meeting_id)
    refuse_if_closed(meeting.round_id)
    if version is not None and version != meeting.agenda_version:
        raise AgendaChangedError
    return meeting
