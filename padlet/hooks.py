"""Register this app's parts with the tools and apps below."""

from django.utils.translation import gettext_lazy as _

from meetings.audience_lock import register_audience_check
from meetings.chapters import register_chapters
from meetings.meeting_parts import Place, register_meeting_part
from meetings.preparations import register_preparation
from modellkoncept.audit.kinds import register_audit_kind
from modellkoncept.audit.sources import register_audit_source
from modellkoncept.documents.kinds import register_kind
from modellkoncept.files.keys import NEEDED_KEYS
from modellkoncept.live.source import register_source
from modellkoncept.web.health import WARNINGS
from modellkoncept.web.limits.body_size import ROOM_FOR_FORM, register_body_limit
from modellkoncept.web.middleware.many_fields import register_field_limit
from padlet import audit_kinds, closing, page_parts
from padlet.forms.imports import MAX_FIELDS, MAX_WALL_BYTES
from padlet.live.board_source import BoardSource
from padlet.permissions import has_opened_board
from padlet.queries.board_keys import missing_keys_in_words, needed_keys
from padlet.queries.moderation_acts import MODERATION_ACTS, moderations_of
from padlet.reports.documents.discussions import KINDS
from padlet.reports.documents.meeting_chapter import CHAPTERS
from padlet.reports.documents.paper import PAPER
from padlet.reports.documents.round_notes import ROUND_NOTES
from padlet.reports.meeting_status import board_statuses, document_statuses
from padlet.services.attachments import MAX_ATTACHMENT_BYTES, MAX_ATTACHMENTS
from programmes.closing.participants import register_participant
from programmes.page_parts import Page, register_column, register_part
from programmes.personal_data import register_personal_data

register_participant(closing.CLOSING_PARTICIPANT)
for kind in [*KINDS, ROUND_NOTES, PAPER]:
    register_kind(kind)
for audit_kind in audit_kinds.ALL:
    register_audit_kind(audit_kind)
register_audit_source(MODERATION_ACTS)
register_personal_data("moderering", moderations_of)
register_chapters(CHAPTERS)
register_source(BoardSource())
WARNINGS.add("keys", missing_keys_in_words)
NEEDED_KEYS.add("boards", needed_keys)
register_body_limit("padlet:instructions", MAX_ATTACHMENTS * MAX_ATTACHMENT_BYTES + ROOM_FOR_FORM)
register_body_limit("padlet:import_wall", MAX_WALL_BYTES)
register_field_limit("padlet:import_wall", MAX_FIELDS)
register_audience_check("opened board", has_opened_board)
for page in (Page.HOME_OPEN_NOW, Page.ROUND_OPEN_NOW):
    register_part(page, "padlet/boards/_open_boards.html", page_parts.open_boards)
register_meeting_part(
    Place.OPEN_NOW, "padlet/boards/_open_boards.html", page_parts.open_boards_of_meeting
)
register_preparation("boards", board_statuses)
register_preparation("documents", document_statuses)
register_part(Page.ROUND, "padlet/round_notes/_round_notes_link.html", page_parts.round_notes_link)
register_column(
    _("Öppna tavlor"), "padlet/boards/_overview_cell.html", page_parts.open_boards_of_each
)
