"""Registrations of rounds with the tools below, and with the round's own pages."""

from django.utils.translation import gettext_lazy as _

from modellkoncept.audit.kinds import register_audit_kind
from modellkoncept.documents.kinds import DOCUMENT_REQUESTED
from programmes import audit_kinds
from programmes.permissions import may_run_round
from programmes.personal_data import register_personal_data
from programmes.queries import personal_data
from programmes.round_pages import register_round_page

for kind in [*audit_kinds.ALL, DOCUMENT_REQUESTED]:
    register_audit_kind(kind)
register_personal_data("person", personal_data.person)
register_personal_data("medverkan", personal_data.memberships)
register_personal_data("mejl", personal_data.letters)
register_personal_data("nyheter", personal_data.coming_news)
register_personal_data("dokument", personal_data.documents)
register_personal_data("logg", personal_data.acts)
register_personal_data("administration", personal_data.administration)
register_round_page(_("Logg"), "programmes:audit_log_of_round", may_run_round)
