"""The days on which a round meets."""

from datetime import date

from django.db.models import Max, Min

from meetings.models import Meeting
from programmes.models import Round


def first_and_last_day(round: Round) -> tuple[date, date] | None:
    """The days of the round's first and last meeting; None without meetings."""
    found = Meeting.objects.filter(round=round).aggregate(first=Min("date"), last=Max("date"))
    return (found["first"], found["last"]) if found["first"] else None
