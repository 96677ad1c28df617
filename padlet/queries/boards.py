"""A meeting's boards with what their list says of each, and the meetings to set up boards for."""

from typing import Any

from django.db.models import Case, F, Q, QuerySet, When
from django.utils import timezone

from meetings.models import Meeting
from meetings.queries.agendas import agenda_of
from padlet.queries import board_times
from programmes.models import User


def meetings_to_set_up(user: User) -> QuerySet[Meeting]:
    """The meetings for which the user may set up boards, in the order of their days."""
    return Meeting.objects.led_by(user).filter(round__closed_on=None).order_by("date", "pk")


def nearest_meeting(user: User) -> Meeting | None:
    """The one of them that a new board is most likely for: today's or the next, else the latest."""
    is_to_come = Q(date__gte=timezone.localdate())
    return (
        meetings_to_set_up(user)
        .order_by(Case(When(is_to_come, then=F("date"))).asc(nulls_last=True), "-date", "pk")
        .first()
    )


def rows_of_meeting(user: User, meeting: Meeting) -> list[dict[str, Any]]:
    """A meeting's boards, each with its item of the agenda and when that begins and ends."""
    found = meeting.boards.visible_to(user).without_rehearsals()
    boards = list(found.select_related("agenda_item"))
    agenda = agenda_of(meeting) if any(board.agenda_item_id for board in boards) else None
    return [
        {"board": board, "times": board_times.times_of(board, agenda) if agenda else None}
        for board in boards
    ]
