"""A meeting's boards with what their list says of each."""

from typing import Any

from meetings.models import Meeting
from meetings.queries.agendas import agenda_of
from padlet.queries import board_times
from programmes.models import User


def rows_of_meeting(user: User, meeting: Meeting) -> list[dict[str, Any]]:
    """A meeting's boards, each with its item of the agenda and when that begins and ends."""
    found = meeting.boards.visible_to(user).without_rehearsals()
    boards = list(found.select_related("agenda_item"))
    agenda = agenda_of(meeting) if any(board.agenda_item_id for board in boards) else None
    return [
        {"board": board, "times": board_times.times_of(board, agenda) if agenda else None}
        for board in boards
    ]
