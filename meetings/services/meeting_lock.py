"""Lock a meeting's row, and refuse a closed round or an older version."""

from meetings.models import Meeting
from modellkoncept.locking import check_version, lock_row
from programmes.services.rounds import refuse_if_closed


def lock_meeting(meeting_id: int, version: int | None) -> Meeting:
    """The meeting, locked until the transaction ends: one writer at a time.

    Raises RoundClosedError, or StaleVersionError when somebody changed the meeting or its agenda
    after this version.
    """
    meeting = lock_row(Meeting.objects.all(), meeting_id)
    refuse_if_closed(meeting.round_id)
    check_version(meeting, version, "agenda_version")
    return meeting
