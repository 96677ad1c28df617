"""Versioned self-assessment. The tables are the frame that the work itself will stand on."""

from checklist.models.instruments import ChecklistTemplate
from checklist.models.self_assessments import SelfAssessment
