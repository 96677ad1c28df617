"""Meetings, their agendas and what is taken home from them."""

from meetings.models.agendas import AgendaItem
from meetings.models.meetings import Meeting, MeetingQuerySet
from meetings.models.takeaways import IDEA_LENGTH, SOURCE_LENGTH, Idea, IdeaQuerySet
