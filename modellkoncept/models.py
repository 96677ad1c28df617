"""The tables of this app, where Django looks for them; they are defined beside their tools."""

from modellkoncept.documents.models import Document
from modellkoncept.mail.models import MailServer, OutgoingMail
from modellkoncept.web.counters import Counter

__all__ = ["Counter", "Document", "MailServer", "OutgoingMail"]
