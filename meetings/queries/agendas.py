"""A meeting's agenda with its times, read from the database."""

from meetings.agenda.schedule import Planned
from meetings.agenda.timetable import Agenda, timetable
from meetings.models import AgendaItem, Meeting


def agenda_of(meeting: Meeting) -> Agenda[AgendaItem]:
    """Give every item of the meeting its times. Reads the items once, or what was prefetched."""
    items = list(meeting.agenda_items.all())
    planned = [Planned(item.title, item.minutes, item.locked_start, item.kind) for item in items]
    return timetable(items, planned, meeting.starts_at, meeting.ends_at)
