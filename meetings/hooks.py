"""Registrations of meetings with the tools and apps below."""

from django.utils.translation import gettext_lazy as _

from meetings import closing, page_parts
from meetings.documents.agenda import AGENDA
from meetings.documents.documentation import DOCUMENTATION
from meetings.documents.offers import documentation_news
from meetings.models import Meeting
from meetings.preparations import register_preparation
from meetings.queries.deadlines import meeting_days
from meetings.queries.meeting_days import first_and_last_day
from modellkoncept.documents.kinds import register_kind
from programmes.closing.participants import register_participant
from programmes.meeting_days import MeetingKind, register_meeting_days
from programmes.page_parts import Page, register_column, register_part
from programmes.services.rounds import register_days_in_use

register_participant(closing.CLOSING_PARTICIPANT)
register_kind(AGENDA)
register_kind(DOCUMENTATION)
register_days_in_use("meetings", first_and_last_day)
Kind = Meeting.Kind
register_meeting_days(
    "meetings",
    [
        MeetingKind(Kind.KICKOFF.value, Kind.KICKOFF.label),
        MeetingKind(Kind.STRATEGIST.value, Kind.STRATEGIST.label, usual=3),
        MeetingKind(Kind.LEARNING.value, Kind.LEARNING.label, usual=3),
        MeetingKind(Kind.RESULTS.value, Kind.RESULTS.label),
    ],
    meeting_days,
)
register_part(Page.HOME, "documents/_news.html", documentation_news)
register_part(Page.HOME, "meetings/meetings/_next_meeting.html", page_parts.next_meetings)
register_part(
    Page.HOME_WAITING, "meetings/agendas/_unfinished_agendas.html", page_parts.unfinished_agendas
)
register_part(Page.ROUND, "meetings/meetings/_round_meetings.html", page_parts.round_meetings)
register_preparation("agenda", page_parts.agenda_statuses)
register_column(
    _("Nästa träff"), "meetings/meetings/_overview_cell.html", page_parts.next_meeting_of_each
)
