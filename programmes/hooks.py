"""Registrations of rounds with the tools below, and with the round's own pages."""

from django.utils.translation import gettext_lazy as _

from modellkoncept.audit.kinds import register_audit_kind
from programmes.permissions import may_change_round
from programmes.round_pages import register_round_page
from programmes.services.rounds import ROUND_REMOVED

register_round_page(_("Redigera omgången"), "programmes:change_round", may_change_round)
register_audit_kind(ROUND_REMOVED)
