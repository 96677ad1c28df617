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
from meetings.views.ideas import ideas, remove_idea, restore_idea
from meetings.views.meetings import (
    change_meeting,
    create_meeting,
    make_documentation,
    meeting,
    meetings,
)

__all__ = [
    "add_agenda_item",
    "agenda",
    "agenda_document",
    "change_agenda_item",
    "change_meeting",
    "change_minutes",
    "create_meeting",
    "ideas",
    "make_documentation",
    "meeting",
    "meetings",
    "move_agenda_item",
    "remove_agenda_item",
    "remove_idea",
    "restore_agenda_item",
    "restore_idea",
]
