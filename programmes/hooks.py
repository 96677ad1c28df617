"""Registrations of rounds with the tools below, and with the round's own pages."""

from django.utils.translation import gettext_lazy as _

from modellkoncept.audit.kinds import register_audit_kind
from programmes import permissions
from programmes.reports.facts import FACTS
from programmes.round_pages import register_participation_page, register_round_page
from programmes.services.reminders import REMINDED, REMINDERS_WITHDRAWN
from programmes.services.task_exports import EXPORTED
from programmes.task_kinds import register_task_kind

for kind in (REMINDED, REMINDERS_WITHDRAWN, EXPORTED):
    register_audit_kind(kind)
register_task_kind(FACTS)
register_round_page(_("Läget"), "programmes:traffic", permissions.may_run_round)
register_round_page(_("Uppgifter"), "programmes:tasks", permissions.may_run_round)
register_participation_page(
    _("Uppgifter"), "programmes:participation_tasks", permissions.may_see_tasks
)
register_participation_page(_("Organisationsfakta"), "programmes:facts", permissions.may_see_tasks)
