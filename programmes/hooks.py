"""Registrations of rounds with the tools below, and with the round's own pages."""

from django.utils.translation import gettext_lazy as _

from modellkoncept.audit.kinds import register_audit_kind
from modellkoncept.documents.kinds import register_kind
from modellkoncept.files.pdf_uploads import MAX_PDF_BYTES
from modellkoncept.web.limits.body_size import ROOM_FOR_FORM, register_body_limit
from programmes import permissions
from programmes.documents.decisions import DECISION_DOCUMENT
from programmes.documents.planning import PLAN, ROUND_PLANS
from programmes.reports.decisions import decision_statuses
from programmes.reports.planning import planning_statuses
from programmes.round_pages import register_participation_page, register_round_page
from programmes.services.decisions import DECISION_FILE_REMOVED, DECISION_REMOVED
from programmes.services.planning import PLANS_EXPORTED
from programmes.task_kinds import TaskKind, register_task_kind

for kind in (DECISION_DOCUMENT, PLAN, ROUND_PLANS):
    register_kind(kind)
for act in (PLANS_EXPORTED, DECISION_REMOVED, DECISION_FILE_REMOVED):
    register_audit_kind(act)
for name in ("programmes:add_decision", "programmes:change_decision"):
    register_body_limit(name, MAX_PDF_BYTES + ROOM_FOR_FORM)
register_participation_page(_("Beslut"), "programmes:decisions", permissions.may_read_own_pages)
register_participation_page(_("Planering"), "programmes:planning", permissions.may_read_own_pages)
register_round_page(_("Beslut"), "programmes:round_decisions", permissions.may_run_round)
register_round_page(_("Planering"), "programmes:round_planning", permissions.may_run_round)
register_task_kind(TaskKind("decision", _("Politiskt beslut"), decision_statuses))
register_task_kind(
    TaskKind("planning", _("Planering från uppstartskonferensen"), planning_statuses)
)
