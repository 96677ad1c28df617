"""The kinds of acts of a closing that the audit log keeps."""

from django.utils.translation import gettext_lazy as _

from modellkoncept.audit.kinds import AuditKind

ROUND_CLOSED = AuditKind("round-closed", _("Avslutade omgången"))
ROUND_REOPENED = AuditKind("round-reopened", _("Öppnade omgången igen"))
REMOVAL_PLANNED = AuditKind("removal-planned", _("Bestämde dag för gallring"))
REMOVAL_CANCELLED = AuditKind("removal-cancelled", _("Avbröt gallringen"))
PERSONAL_DATA_REMOVED = AuditKind("data-removed", _("Gallrade personuppgifterna"))
PACK_REQUESTED = AuditKind("pack-requested", _("Skapade arkivpaketet"))
PACK_DOWNLOADED = AuditKind("pack-downloaded", _("Laddade ner arkivpaketet"))

ALL = [
    ROUND_CLOSED,
    ROUND_REOPENED,
    REMOVAL_PLANNED,
    REMOVAL_CANCELLED,
    PERSONAL_DATA_REMOVED,
    PACK_REQUESTED,
    PACK_DOWNLOADED,
]
