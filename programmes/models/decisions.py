"""Political decisions of organisations in a round, and the documents that propose them."""

import uuid
from datetime import date
from enum import StrEnum

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from modellkoncept.fields.model_fields import LineField, LinesField
from programmes.decision_texts.sections import SectionName
from programmes.models.organisations import Organisation
from programmes.models.participations import Participation
from programmes.models.people import User

BODY_LENGTH = 120
DNR_LENGTH = 120
PARAGRAPH_LENGTH = 40
RECIPIENTS_LENGTH = 2000
HEADING_LENGTH = 120
SECTION_LENGTH = 10_000


class DecisionState(StrEnum):
    """How far a decision has come, computed from what is known of it."""

    PLANNED = "planned"
    DECIDED = "decided"
    REGISTERED = "registered"


def decision_file_path(decision: "Decision", _name: str) -> str:
    """The storage path of the file: an internal name, never the uploaded one."""
    return f"decisions/{uuid.uuid4()}.pdf"


class DecisionQuerySet(models.QuerySet["Decision"]):
    def readable_by(self, user: User) -> "DecisionQuerySet":
        """Those of the user's own organisations; all to SKR staff."""
        if user.is_skr:
            return self
        return self.filter(participation__in=Participation.objects.represented_by(user))

    def with_place(self) -> "DecisionQuerySet":
        """Each with the organisation and the round that it is of."""
        return self.select_related(
            "participation__organisation",
            "participation__round",
            "participation__group",
            "participation__theme",
        )


class Decision(models.Model):
    """One political decision: planned, decided, or registered with its number and paragraph."""

    class Kind(models.TextChoices):
        TAKE_PART = "take_part", _("Delta i omgången")
        MENTOR = "mentor", _("Vara mentor")
        MAINSTREAMING = "mainstreaming", _("Jämställdhetsintegrering")
        CEMR = "cemr", _("CEMR-deklarationen")

    participation = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="decisions"
    )
    kind = models.CharField(_("beslutet gäller"), max_length=16, choices=Kind)
    body = LineField(_("beslutas av"), max_length=BODY_LENGTH, blank=True)
    # Free text: every authority numbers in its own way.
    dnr = LineField(_("diarienummer"), max_length=DNR_LENGTH, blank=True)
    paragraph = LineField(_("paragraf"), max_length=PARAGRAPH_LENGTH, blank=True)
    decided_on = models.DateField(_("beslutsdatum"), null=True, blank=True)
    recipients = LinesField(
        _("beslutet skickas till"), max_length=RECIPIENTS_LENGTH, blank=True
    )  # one a line, as functions and never as names
    file = models.FileField(upload_to=decision_file_path, blank=True)
    file_name = LineField(_("filens namn"), max_length=120, blank=True)
    file_size = models.PositiveIntegerField(default=0)  # bytes
    version = models.PositiveIntegerField(default=1)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("beslut")
        verbose_name_plural = _("beslut")
        ordering = ["participation", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(file="", file_name="", file_size=0)
                | (~Q(file="") & ~Q(file_name="") & Q(file_size__gt=0)),
                name="decision_file_has_a_name_and_a_size",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def state_on(self, today: date) -> DecisionState:
        """Planned until the day has come; registered once it has a number and a paragraph too."""
        if self.decided_on is None or self.decided_on > today:
            return DecisionState.PLANNED
        has_all = self.dnr and self.paragraph
        return DecisionState.REGISTERED if has_all else DecisionState.DECIDED

    @property
    def state(self) -> DecisionState:
        return self.state_on(timezone.localdate())

    @property
    def is_of_the_round(self) -> bool:
        """Whether it is a decision to be in the round, of which a document can be written."""
        return self.kind in {self.Kind.TAKE_PART, self.Kind.MENTOR}


class DecisionHeading(models.Model):
    """What an organisation calls a section of its decision documents, and whether it has it."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="decision_headings"
    )
    section = models.CharField(
        max_length=16, choices=[(name.value, name.value) for name in SectionName]
    )
    text = LineField(_("rubrik"), max_length=HEADING_LENGTH)
    is_used = models.BooleanField(_("är med"), default=True)

    class Meta:
        verbose_name = "decision heading"
        verbose_name_plural = "decision headings"
        ordering = ["organisation", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "section"], name="decision_heading_once_a_section"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class EditedSection(models.Model):
    """A section of a decision's document that somebody has written instead of the system."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="edited_sections")
    section = models.CharField(
        max_length=16, choices=[(name.value, name.value) for name in SectionName]
    )
    text = LinesField(_("text"), max_length=SECTION_LENGTH)
    # What the system's text was when this was written: later facts may make it another.
    generated = LinesField(editable=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "edited section"
        verbose_name_plural = "edited sections"
        ordering = ["decision", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "section"], name="edited_section_once_in_a_decision"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.section}"
