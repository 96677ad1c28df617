"""The kinds of acts with boards that the audit log shows: dated by day, never of a note.

Each is recorded in a transaction of its own. What is done with single notes is not recorded here at
all: the boards keep a log of it, and the audit log reads that one (queries/moderation_acts.py).
"""

from django.utils.translation import gettext_lazy as _

from modellkoncept.audit.kinds import AuditKind

NOTES_EXPORTED = AuditKind("notes-exported", _("Exporterade lappar"), by_day=True)
BOARD_SEALED = AuditKind("board-sealed", _("Förseglade tavlan"), by_day=True)
NOTES_DISPOSED = AuditKind("notes-disposed", _("Gallrade lapparna"), by_day=True)
# By the step of the boards' log.
MODERATED = {
    "hide": AuditKind("moderated-hide", _("Dolde lappar"), by_day=True),
    "show": AuditKind("moderated-show", _("Visade lappar igen"), by_day=True),
    "remove": AuditKind("moderated-remove", _("Tog bort lappar"), by_day=True),
    "approve": AuditKind("moderated-approve", _("Godkände lappar"), by_day=True),
}

ALL = [NOTES_EXPORTED, BOARD_SEALED, NOTES_DISPOSED, *MODERATED.values()]
