"""When a board's item of the agenda begins and ends."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from meetings.agenda.timetable import Agenda
from meetings.queries.agendas import agenda_of
from padlet.models import Board


def times_of(board: Board, agenda: Agenda | None = None) -> tuple[datetime, datetime] | None:
    """When the board's item of the agenda begins and ends, by Swedish clocks; None without one.

    Reads the agenda of the board's meeting, unless it is given.
    """
    if board.agenda_item_id is None:
        return None
    agenda = agenda or agenda_of(board.meeting)
    for line, slot in zip(agenda.lines, agenda.plan.slots, strict=True):
        if line.item.pk == board.agenda_item_id:
            return _moment(board, slot.start), _moment(board, slot.end)
    return None


def _moment(board: Board, minute: int) -> datetime:
    """The clock time, so many minutes after the midnight that the meeting's day began with."""
    midnight = datetime.combine(board.meeting.date, time())  # noqa: DTZ001 – made aware below
    return timezone.make_aware(midnight + timedelta(minutes=minute))
