"""Registrations of rounds with the tools below, and with the round's own pages."""

from django.utils.translation import gettext_lazy as _

from modellkoncept.audit.kinds import register_audit_kind
from programmes.permissions import may_change_round
from programmes.round_pages import register_round_page
from programmes.services.rounds import ROUND_REMOVED

register_round_page(_("Redigera omgången"), "programmes:change_round", may_change_round)
register_audit_kind(ROUND_REMOVED)
from programmes import permissions
from programmes.reports.mentor_profiles import mentor_profile_statuses
from programmes.round_pages import register_participation_page, register_round_page
from programmes.services import mentorships, participations
from programmes.task_kinds import TaskKind, register_task_kind

for kind in (
    participations.JOINED,
    participations.LEFT,
    participations.GROUP_CHANGED,
    mentorships.MENTOR_CHOSEN,
    mentorships.MENTOR_OVERRIDE,
    mentorships.MENTOR_REMOVED,
):
    register_audit_kind(kind)

register_round_page(
    _("Organisationer"), "programmes:round_organisations", permissions.may_run_round
)
register_round_page(_("Grupper"), "programmes:groups", permissions.may_run_round)
register_round_page(_("Mentorer"), "programmes:round_mentors", permissions.may_run_round)
register_participation_page(
    _("Våra grupper"), "programmes:mentor_groups", permissions.may_read_mentor_notes
)
register_task_kind(TaskKind("mentor_profile", _("Mentorprofil"), mentor_profile_statuses))
