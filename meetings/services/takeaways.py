"""What an organisation takes home from a meeting: added and removed."""

from django.db import transaction

from meetings.errors import NotInRoundError
from meetings.models import SOURCE_LENGTH, Idea, Meeting
from programmes.models import Participation
from programmes.services.rounds import refuse_if_closed


@transaction.atomic
def take_home(*, participation: Participation, meeting: Meeting, text: str, source: str) -> Idea:
    """Copy something said at the meeting to the organisation's own list. Again is the same.

    It is a copy of words: nothing leads back to who said it, or to where it was written.
    """
    if participation.round_id != meeting.round_id:
        raise NotInRoundError
    refuse_if_closed(meeting.round_id)
    idea, _is_new = Idea.objects.get_or_create(
        participation=participation,
        meeting=meeting,
        text=text,
        defaults={"source": source[:SOURCE_LENGTH]},
    )
    return idea


@transaction.atomic
def remove_idea(*, idea: Idea) -> None:
    """Take an idea off the organisation's list; `take_home` with its words puts it back."""
    refuse_if_closed(idea.meeting.round_id)
    Idea.objects.filter(pk=idea.pk).delete()
