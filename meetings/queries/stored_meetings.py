"""A round's meetings, as the pages of rounds read them."""

from django.urls import reverse

from meetings.models import Meeting
from programmes.models import Round
from programmes.planned_meetings import StoredMeeting


def stored_meetings(round: Round) -> list[StoredMeeting]:
    """Every meeting of the round in order of time, in one query."""
    found = Meeting.objects.filter(round=round).order_by("date", "starts_at", "pk")
    return [
        StoredMeeting(
            pk=each.pk,
            version=each.agenda_version,
            kind=each.kind,
            title=each.title,
            date=each.date,
            starts_at=each.starts_at,
            ends_at=each.ends_at,
            theme_id=each.theme_id,
            group_id=each.group_id,
            url=each.get_absolute_url(),
        )
        for each in found
    ]


def url_to_create(round: Round) -> str:
    """The page where a meeting of the round is created."""
    return f"{reverse('meetings:create_meeting')}?omgang={round.pk}"
