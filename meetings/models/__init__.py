"""Meetings, their agendas, what is taken home from them and the letters about them."""

from meetings.models.agendas import AgendaItem
from meetings.models.files import MeetingFile
from meetings.models.letters import LetterCopy, LetterRule, MeetingLetter
from meetings.models.meetings import Meeting, MeetingQuerySet
from meetings.models.takeaways import SOURCE_LENGTH, TAKEAWAY_LENGTH, Takeaway, TakeawayQuerySet
