"""What the demo is made of: people, places and words that nobody has. Pure; no Django models.

All Swedish text here is content that users could have typed, so it is not translated; only what
the ways in say of themselves is.
"""

from modellkoncept.demo.data.conference import CONFERENCE, CONFERENCE_BOARD, NOTES, SUMMARY
from modellkoncept.demo.data.future_meetings import (
    AGENDA,
    CONFERENCE_DAYS,
    LATER,
    LEARNING,
    LEARNING_DAYS,
    OPEN_BOARD,
    RESULTS_DAYS,
)
from modellkoncept.demo.data.people import (
    DOMAIN,
    GRANVIK,
    GROUP,
    ORGANISATIONS,
    STAFF,
    STAFF_DOMAIN,
    THEMES,
    WAYS_IN,
    DemoOrganisation,
    email_of,
)

SEED = 2026

__all__ = [
    "AGENDA",
    "CONFERENCE",
    "CONFERENCE_BOARD",
    "CONFERENCE_DAYS",
    "DOMAIN",
    "GRANVIK",
    "GROUP",
    "LATER",
    "LEARNING",
    "LEARNING_DAYS",
    "NOTES",
    "OPEN_BOARD",
    "ORGANISATIONS",
    "RESULTS_DAYS",
    "SEED",
    "STAFF",
    "STAFF_DOMAIN",
    "SUMMARY",
    "THEMES",
    "WAYS_IN",
    "DemoOrganisation",
    "email_of",
]
