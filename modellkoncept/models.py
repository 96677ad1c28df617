"""The tables of this app, where Django looks for them; they are defined beside their tools."""

from modellkoncept.audit.models import AuditEvent
from modellkoncept.documents.models import Document
from modellkoncept.mail.models import Digest, DigestItem, MailChoice, MailServer, OutgoingMail
from modellkoncept.web.counters import Counter

__all__ = [
    "AuditEvent",
    "Counter",
    "Digest",
    "DigestItem",
    "Document",
    "MailChoice",
    "MailServer",
    "OutgoingMail",
]
