"""Registrations of meetings with the tools and apps below."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from meetings import closing, page_parts
from meetings.documents.agenda import AGENDA
from meetings.documents.documentation import DOCUMENTATION
from meetings.documents.offers import documentation_news
from meetings.materials import register_material
from meetings.models import Meeting
from meetings.permissions import may_read_letters
from meetings.preparations import register_preparation
from meetings.queries.deadlines import meeting_days
from meetings.queries.decisions import mentors_meetings
from meetings.queries.files import material_lines, meetings_of_files
from meetings.queries.hosts import titles_of_learning_meetings
from meetings.queries.meeting_days import first_and_last_day
from meetings.queries.stored_meetings import stored_meetings, url_to_create
from meetings.services import planned_meetings
from meetings.services.letter_copies import SOURCE, write_letters
from meetings.services.letters import LETTER_SENT
from modellkoncept.audit.kinds import register_audit_kind
from modellkoncept.documents.kinds import register_kind
from modellkoncept.mail.recipients import register_digest_source
from modellkoncept.web.limits.body_size import MEGABYTE, register_body_limit
from programmes.closing.participants import register_participant
from programmes.file_places import register_file_place
from programmes.meeting_days import MeetingKind, register_meeting_days
from programmes.page_parts import (
    Page,
    register_column,
    register_part,
    register_participation_part,
)
from programmes.planned_meetings import MeetingPlanner, register_meeting_planner
from programmes.queries.decisions import register_mentors_meetings
from programmes.queries.history import register_meeting_titles
from programmes.round_pages import RoundSection, register_round_page
from programmes.services.rounds import register_days_in_use
from programmes.task_kinds import TaskKind, register_task_kind

register_participant(closing.CLOSING_PARTICIPANT)
register_kind(AGENDA)
register_kind(DOCUMENTATION)
register_days_in_use("meetings", first_and_last_day)
register_meeting_planner(
    MeetingPlanner(
        stored=stored_meetings,
        url_to_create=url_to_create,
        hold=planned_meetings.hold_meetings_of,
        create=planned_meetings.create_planned,
        move=planned_meetings.move_planned,
        share_out=planned_meetings.share_out_meeting,
        remove_all=planned_meetings.remove_meetings_of,
        copy_rules=planned_meetings.copy_rules,
    )
)
register_mentors_meetings("meetings", mentors_meetings)
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
register_part(Page.ROUND_FIRST, "meetings/meetings/_round_line.html", page_parts.round_meetings)
register_part(Page.ROUND, "meetings/meetings/_round_meetings.html", page_parts.round_meetings)
register_file_place("meetings", meetings_of_files)
register_body_limit("meetings:add_file", 2 * settings.FILE_MAX_MB * MEGABYTE)
register_task_kind(
    TaskKind(
        "presentation", _("Presentation till lärandeträffen"), page_parts.presentation_statuses
    )
)
register_preparation("agenda", page_parts.agenda_statuses)
register_meeting_titles("meetings", titles_of_learning_meetings)
register_part(Page.GROUPS, "meetings/meetings/_hosts.html", page_parts.hosts_of_meetings)
register_participation_part(
    "meetings/meetings/_meetings_of_organisation.html", page_parts.meetings_of_organisation
)
register_column(
    _("Nästa träff"), "meetings/meetings/_overview_cell.html", page_parts.next_meeting_of_each
)
register_digest_source(SOURCE, write_letters)
register_round_page(_("Mejl"), "letters:letters", may_read_letters, RoundSection.PROGRESS)
register_audit_kind(LETTER_SENT)
register_material("files", material_lines)
