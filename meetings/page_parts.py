"""What this app shows on a person's home page and on a round's page."""

from django.utils import timezone

from meetings.models import Meeting
from programmes.models import Programme, User
from programmes.page_parts import Context

COMING_SHOWN = 3


def next_meetings(user: User, programme: Programme | None) -> Context:
    """The next meeting of this person's, and those that come after it."""
    coming = list(Meeting.objects.visible_to(user).with_place().upcoming()[: 1 + COMING_SHOWN])
    if not coming:
        return None
    days = (coming[0].date - timezone.localdate()).days
    return {"meeting": coming[0], "days": days, "later": coming[1:]}


def programme_meetings(user: User, programme: Programme | None) -> Context:
    """The meetings of the round that this person may see, with today among them."""
    found = Meeting.objects.visible_to(user).with_place().filter(programme=programme)
    meetings = list(found.order_by("date", "starts_at", "pk"))
    past = [meeting for meeting in meetings if meeting.is_past]
    coming = [meeting for meeting in meetings if not meeting.is_past]
    return {"past": past, "coming": coming, "today": timezone.localdate()}
