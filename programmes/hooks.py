"""Registrations of rounds with the tools below, and with the round's own pages."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from modellkoncept.audit.kinds import register_audit_kind
from modellkoncept.documents.kinds import DOCUMENT_REQUESTED, register_kind
from modellkoncept.files.pdf_uploads import MAX_PDF_BYTES
from modellkoncept.mail.models import kept_rows
from modellkoncept.mail.recipients import register_recipient_check
from modellkoncept.web.health import WARNINGS
from modellkoncept.web.limits.body_size import MEGABYTE, ROOM_FOR_FORM, register_body_limit
from programmes import audit_kinds, permissions
from programmes.documents.decisions import DECISION_DOCUMENT
from programmes.documents.planning import PLAN, ROUND_PLANS
from programmes.forms.invitations import MAX_BODY_BYTES
from programmes.models import User
from programmes.models.invitations import LETTERS
from programmes.permissions import (
    may_change_round,
    may_coordinate,
    may_read_people,
    may_run_round,
    may_see_files,
)
from programmes.personal_data import register_personal_data
from programmes.queries import personal_data
from programmes.queries.files import scanner_in_words, uploads_of
from programmes.queries.recipients import not_to_be_told
from programmes.reports.decisions import decision_statuses
from programmes.reports.facts import FACTS
from programmes.reports.mentor_profiles import mentor_profile_statuses
from programmes.reports.planning import planning_statuses
from programmes.round_pages import (
    RoundSection,
    register_participation_page,
    register_round_page,
)
from programmes.services import mentorships, participations
from programmes.services.decisions import DECISION_FILE_REMOVED, DECISION_REMOVED
from programmes.services.invitation_links import register_invitation_accepted
from programmes.services.invitations import accept_invitations
from programmes.services.members import register_departure
from programmes.services.planning import PLANS_EXPORTED
from programmes.services.reminders import REMINDED, REMINDERS_WITHDRAWN, forget_reminders
from programmes.services.rounds import ROUND_REMOVED
from programmes.services.task_exports import EXPORTED
from programmes.task_kinds import TaskKind, register_task_kind

register_audit_kind(ROUND_REMOVED)
for kind in (
    participations.JOINED,
    participations.LEFT,
    participations.GROUP_CHANGED,
    mentorships.MENTOR_CHOSEN,
    mentorships.MENTOR_OVERRIDE,
    mentorships.MENTOR_REMOVED,
):
    register_audit_kind(kind)
register_task_kind(TaskKind("mentor_profile", _("Mentorprofil"), mentor_profile_statuses))
for kind in [*audit_kinds.ALL, DOCUMENT_REQUESTED]:
    register_audit_kind(kind)
register_personal_data("person", personal_data.person)
register_personal_data("medverkan", personal_data.memberships)
register_personal_data("tidigare_medverkan", personal_data.past_memberships)
register_personal_data("inbjudningar", personal_data.invitations)
register_personal_data("inloggning", personal_data.ways_in)
register_personal_data("mejl", personal_data.letters)
register_personal_data("mejlval", personal_data.mail_choice)
register_personal_data("nyheter", personal_data.coming_news)
register_personal_data("dokument", personal_data.documents)
register_personal_data("logg", personal_data.acts)
register_personal_data("administration", personal_data.administration)
register_personal_data("filer", uploads_of)
WARNINGS.add("virus_scan", scanner_in_words)
UPLOAD_LIMIT = 2 * settings.FILE_MAX_MB * MEGABYTE
for view in ("programmes:add_file", "programmes:add_file_version"):
    register_body_limit(view, UPLOAD_LIMIT)
kept_rows.add("invitations", LETTERS)
for page in ("programmes:invite", "programmes:invite_to_round"):
    register_body_limit(page, MAX_BODY_BYTES)


def _accept(user: User) -> None:
    accept_invitations(user=user)


register_invitation_accepted("invitations", _accept)
for document in (DECISION_DOCUMENT, PLAN, ROUND_PLANS):
    register_kind(document)
for act in (PLANS_EXPORTED, DECISION_REMOVED, DECISION_FILE_REMOVED):
    register_audit_kind(act)
for name in ("programmes:add_decision", "programmes:change_decision"):
    register_body_limit(name, MAX_PDF_BYTES + ROOM_FOR_FORM)
register_task_kind(TaskKind("decision", _("Politiskt beslut"), decision_statuses))
register_task_kind(
    TaskKind("planning", _("Planering från uppstartskonferensen"), planning_statuses)
)
register_recipient_check("rounds", not_to_be_told)
for kind in (REMINDED, REMINDERS_WITHDRAWN, EXPORTED):
    register_audit_kind(kind)
register_task_kind(FACTS)
register_departure("reminders", forget_reminders)
# The links of a round's page, in this order under their headings.
SECTION = RoundSection
for label, url_name, may_open, section in (
    (_("Läget"), "traffic", may_run_round, SECTION.PROGRESS),
    (_("Uppgifter"), "tasks", may_run_round, SECTION.PROGRESS),
    (_("Organisationer"), "round_organisations", may_run_round, SECTION.PEOPLE),
    (_("Grupper"), "groups", may_run_round, SECTION.PEOPLE),
    (_("Mentorer"), "round_mentors", may_run_round, SECTION.PEOPLE),
    (_("Personer"), "round_people", may_run_round, SECTION.PEOPLE),
    (_("Bjud in personer"), "invite_to_round", may_run_round, SECTION.PEOPLE),
    (_("Kontaktlista"), "contacts", lambda user, round: True, SECTION.PEOPLE),
    (_("Beslut"), "round_decisions", may_run_round, SECTION.ANSWERS),
    (_("Planering"), "round_planning", may_run_round, SECTION.ANSWERS),
    (_("Filer"), "files", may_see_files, SECTION.ANSWERS),
    (_("Redigera omgången"), "change_round", may_change_round, SECTION.ROUND),
    (_("Logg"), "audit_log_of_round", may_run_round, SECTION.ROUND),
):
    register_round_page(label, f"programmes:{url_name}", may_open, section)
# And those of an organisation's: what it is to do first, then who does it.
for label, url_name, may_open in (
    (_("Uppgifter"), "participation_tasks", permissions.may_see_tasks),
    (_("Organisationsfakta"), "facts", permissions.may_see_tasks),
    (_("Beslut"), "decisions", permissions.may_read_own_pages),
    (_("Planering"), "planning", permissions.may_read_own_pages),
    (_("Våra grupper"), "mentor_groups", permissions.may_read_mentor_notes),
    (_("Personer"), "people", may_read_people),
    (_("Bjud in personer"), "invite", may_coordinate),
):
    register_participation_page(label, f"programmes:{url_name}", may_open)
