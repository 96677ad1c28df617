"""The pages about meetings, and the page where an agenda is planned."""

from meetings.views.agenda import (
    add_agenda_item,
    agenda,
    agenda_document,
    change_agenda_item,
    change_minutes,
    move_agenda_item,
    remove_agenda_item,
    restore_agenda_item,
)
from meetings.views.meetings import change_meeting, create_meeting, meeting, meetings

__all__ = [
    "add_agenda_item",
    "agenda",
    "agenda_document",
    "change_agenda_item",
    "change_meeting",
    "change_minutes",
    "create_meeting",
    "meeting",
    "meetings",
    "move_agenda_item",
    "remove_agenda_item",
    "restore_agenda_item",
]
