"""Registrations of closings with the tools and apps below."""

from modellkoncept.audit.kinds import register_audit_kind
from modellkoncept.documents.kinds import register_kind
from programmes.closing import audit_kinds
from programmes.closing.decisions import DECISIONS
from programmes.closing.documents import RECEIPT
from programmes.closing.page_parts import closing_link
from programmes.closing.participants import register_participant
from programmes.closing.planning import PLANNING
from programmes.page_parts import Page, register_part

for kind in audit_kinds.ALL:
    register_audit_kind(kind)
register_kind(RECEIPT)
register_participant(DECISIONS)
register_participant(PLANNING)
register_part(Page.ROUND_LAST, "programmes/closing/_link.html", closing_link)
register_part(Page.ROUND_MENU, "programmes/closing/_menu_entry.html", closing_link)
