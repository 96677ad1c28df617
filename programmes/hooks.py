"""Registrations of rounds with the tools below, and with the round's own pages."""

from modellkoncept.mail.recipients import register_recipient_check
from programmes.queries.recipients import not_to_be_told

register_recipient_check("rounds", not_to_be_told)
