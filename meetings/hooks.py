"""Registrations of meetings with the tools and apps below."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from meetings import closing, page_parts
from meetings.documents.agenda import AGENDA
from meetings.documents.documentation import DOCUMENTATION
from meetings.documents.offers import documentation_news
from meetings.preparations import register_preparation
from meetings.queries.files import meetings_of_files
from meetings.queries.meeting_days import first_and_last_day
from modellkoncept.documents.kinds import register_kind
from modellkoncept.web.limits.body_size import MEGABYTE, register_body_limit
from programmes.closing.participants import register_participant
from programmes.file_places import register_file_place
from programmes.page_parts import Page, register_column, register_part
from programmes.services.rounds import register_days_in_use
from programmes.task_kinds import TaskKind, register_task_kind

register_participant(closing.CLOSING_PARTICIPANT)
register_kind(AGENDA)
register_kind(DOCUMENTATION)
register_days_in_use("meetings", first_and_last_day)
register_part(Page.HOME, "documents/_news.html", documentation_news)
register_part(Page.HOME, "meetings/meetings/_next_meeting.html", page_parts.next_meetings)
register_part(
    Page.HOME_WAITING, "meetings/agendas/_unfinished_agendas.html", page_parts.unfinished_agendas
)
register_part(Page.ROUND, "meetings/meetings/_round_meetings.html", page_parts.round_meetings)
register_file_place("meetings", meetings_of_files)
register_body_limit("meetings:add_file", 2 * settings.FILE_MAX_MB * MEGABYTE)
register_task_kind(
    TaskKind(
        "presentation", _("Presentation till lärandeträffen"), page_parts.presentation_statuses
    )
)
register_preparation("agenda", page_parts.agenda_statuses)
register_column(
    _("Nästa träff"), "meetings/meetings/_overview_cell.html", page_parts.next_meeting_of_each
)
