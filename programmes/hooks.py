"""Registrations of rounds with the tools below, and with the round's own pages."""

from django.utils.translation import gettext_lazy as _

from modellkoncept.audit.kinds import register_audit_kind
from modellkoncept.mail.models import kept_rows
from modellkoncept.web.limits.body_size import register_body_limit
from programmes.forms.invitations import MAX_BODY_BYTES
from programmes.models.invitations import LETTERS
from programmes.permissions import may_coordinate, may_read_people, may_run_round
from programmes.round_pages import register_participation_page, register_round_page
from programmes.services.audit_kinds import KINDS

for kind in KINDS:
    register_audit_kind(kind)
kept_rows.add("invitations", LETTERS)
register_round_page(_("Personer"), "programmes:round_people", may_run_round)
register_round_page(_("Bjud in personer"), "programmes:invite_to_round", may_run_round)
register_round_page(_("Kontaktlista"), "programmes:contacts", lambda user, round: True)
register_participation_page(_("Personer"), "programmes:people", may_read_people)
register_participation_page(_("Bjud in personer"), "programmes:invite", may_coordinate)
for page in ("programmes:invite", "programmes:invite_to_round"):
    register_body_limit(page, MAX_BODY_BYTES)
