"""Add and remove takeaways: what an organisation takes home from a meeting."""

from django.db import transaction

from meetings.errors import NotInRoundError
from meetings.models import SOURCE_LENGTH, Meeting, Takeaway
from programmes.models import Participation
from programmes.services.rounds import refuse_if_closed


@transaction.atomic
def add_takeaway(
    *, participation: Participation, meeting: Meeting, text: str, source: str
) -> Takeaway:
    """Copy something said at the meeting to the organisation's own list. Idempotent.

    Only the text is copied: nothing leads back to who said it, or to where it was written.
    """
    if participation.round_id != meeting.round_id:
        raise NotInRoundError
    refuse_if_closed(meeting.round_id)
    takeaway, _is_new = Takeaway.objects.get_or_create(
        participation=participation,
        meeting=meeting,
        text=text,
        defaults={"source": source[:SOURCE_LENGTH]},
    )
    return takeaway


@transaction.atomic
def remove_takeaway(*, takeaway: Takeaway) -> None:
    """Remove a takeaway from the organisation's list; `add_takeaway` with its text restores it."""
    refuse_if_closed(takeaway.meeting.round_id)
    Takeaway.objects.filter(pk=takeaway.pk).delete()
