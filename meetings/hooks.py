"""Registrations of meetings with the tools and apps below."""

from django.utils.translation import gettext_lazy as _

from meetings import closing, page_parts
from meetings.documents.agenda import AGENDA
from meetings.documents.documentation import DOCUMENTATION
from meetings.documents.offers import documentation_news
from meetings.permissions import may_read_letters
from meetings.preparations import register_preparation
from meetings.queries.meeting_days import first_and_last_day
from meetings.services.letter_copies import SOURCE, write_letters
from meetings.services.letters import LETTER_SENT
from modellkoncept.audit.kinds import register_audit_kind
from modellkoncept.documents.kinds import register_kind
from modellkoncept.mail.recipients import register_digest_source
from programmes.closing.participants import register_participant
from programmes.page_parts import Page, register_column, register_part
from programmes.round_pages import register_round_page
from programmes.services.rounds import register_days_in_use

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
register_preparation("agenda", page_parts.agenda_statuses)
register_column(
    _("Nästa träff"), "meetings/meetings/_overview_cell.html", page_parts.next_meeting_of_each
)
register_digest_source(SOURCE, write_letters)
register_round_page(_("Mejl"), "letters:letters", may_read_letters)
register_audit_kind(LETTER_SENT)
