"""Registrations of rounds with the tools below, and with the round's own pages."""

from django.utils.translation import gettext_lazy as _

from modellkoncept.audit.kinds import register_audit_kind
from modellkoncept.documents.kinds import DOCUMENT_REQUESTED
from programmes import audit_kinds
from programmes.permissions import may_run_round
from programmes.round_pages import register_round_page

for kind in [*audit_kinds.ALL, DOCUMENT_REQUESTED]:
    register_audit_kind(kind)
register_round_page(_("Logg"), "programmes:audit_log_of_round", may_run_round)
