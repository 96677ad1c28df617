"""The acts with people that a colleague answers for."""

from django.utils.translation import gettext_lazy as _

from modellkoncept.audit.kinds import AuditKind

INVITED = AuditKind("invited", _("Bjöd in en person"))
RESENT = AuditKind("invitation_resent", _("Skickade en inbjudan igen"))
ADDRESS_CORRECTED = AuditKind("invitation_corrected", _("Rättade adressen i en inbjudan"))
ROLE_CHANGED = AuditKind("role_changed", _("Ändrade en persons roll"))
COORDINATOR_CHANGED = AuditKind("coordinator_changed", _("Ändrade vem som är samordnare"))
REMOVED = AuditKind("member_removed", _("Tog bort en person ur omgången"))
REPLACED = AuditKind("member_replaced", _("Ersatte en person"))
CONTACTS_EXPORTED = AuditKind("contacts_exported", _("Laddade ner kontaktlistan"))

KINDS = [
    INVITED, RESENT, ADDRESS_CORRECTED, ROLE_CHANGED, COORDINATOR_CHANGED, REMOVED, REPLACED,
    CONTACTS_EXPORTED,
]  # fmt: skip
