"""Registrations of closings with the tools and apps below."""

from modellkoncept.documents.kinds import register_kind
from programmes.closing.documents import RECEIPT
from programmes.closing.page_parts import closing_link
from programmes.page_parts import Page, register_part

register_kind(RECEIPT)
register_part(Page.ROUND_LAST, "programmes/closing/_link.html", closing_link)
register_part(Page.ROUND_MENU, "programmes/closing/_menu_entry.html", closing_link)
