"""The kinds of acts of this app that the audit log keeps."""

from django.utils.translation import gettext_lazy as _

from modellkoncept.audit.kinds import AuditKind

AUDIT_EXPORTED = AuditKind("audit-exported", _("Exporterade loggen"))
PERSON_ADDED = AuditKind("person-added", _("Lade till en person"))
PERSON_REMOVED = AuditKind("person-removed", _("Tog bort en person"))
RIGHTS_CHANGED = AuditKind("rights-changed", _("Ändrade en persons behörighet"))
ADDRESS_CHANGED = AuditKind("address-changed", _("Bytte en persons e-postadress"))
MEMBER_ADDED = AuditKind("member-added", _("Lade till en person i omgången"))
ROLE_CHANGED = AuditKind("role-changed", _("Ändrade en persons roll"))
MEMBER_REMOVED = AuditKind("member-removed", _("Avslutade en persons medverkan"))
INVITED = AuditKind("invited", _("Bjöd in en person"))
RESENT = AuditKind("invitation-resent", _("Skickade en inbjudan igen"))
ADDRESS_CORRECTED = AuditKind("invitation-corrected", _("Rättade adressen i en inbjudan"))
COORDINATOR_CHANGED = AuditKind("coordinator-changed", _("Ändrade vem som är samordnare"))
REPLACED = AuditKind("member-replaced", _("Ersatte en person"))
CONTACTS_EXPORTED = AuditKind("contacts-exported", _("Laddade ner kontaktlistan"))
LEFT_ROUND = AuditKind("left-round", _("Lämnade omgången"))
LEFT_SYSTEM = AuditKind("left-system", _("Avslutade sitt konto"))
FILE_ADDED = AuditKind("file-added", _("Laddade upp en fil"))
FILE_CHANGED = AuditKind("file-changed", _("Ändrade en fil"))
FILE_REMOVED = AuditKind("file-removed", _("Tog bort en fil"))
FILE_RESTORED = AuditKind("file-restored", _("Ångrade att en fil togs bort"))

ALL = [
    AUDIT_EXPORTED,
    PERSON_ADDED,
    PERSON_REMOVED,
    RIGHTS_CHANGED,
    ADDRESS_CHANGED,
    MEMBER_ADDED,
    ROLE_CHANGED,
    MEMBER_REMOVED,
    INVITED,
    RESENT,
    ADDRESS_CORRECTED,
    COORDINATOR_CHANGED,
    REPLACED,
    CONTACTS_EXPORTED,
    LEFT_ROUND,
    LEFT_SYSTEM,
    FILE_ADDED,
    FILE_CHANGED,
    FILE_REMOVED,
    FILE_RESTORED,
]
