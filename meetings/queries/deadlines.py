"""The meetings as last days of tasks follow them."""

from collections.abc import Collection

from meetings.models import Meeting
from programmes.deadlines.meetings import MeetingDay


def meeting_days(round_ids: Collection[int]) -> list[MeetingDay]:
    """Every meeting of these rounds, in one query."""
    found = Meeting.objects.filter(round__in=list(round_ids)).order_by("date", "starts_at", "pk")
    return [
        MeetingDay(
            round_id=each.round_id,
            group_id=each.group_id,
            kind=each.kind,
            day=each.date,
            title=each.title,
            theme_id=each.theme_id,
            url=each.get_absolute_url(),
        )
        for each in found
    ]
