"""An organisation's answers at one occasion."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from checklist.models.instruments import ChecklistTemplate
from modellkoncept.fields.model_fields import LineField
from programmes.models import Participation


class SelfAssessment(models.Model):
    """An organisation's answers at one occasion, frozen to the edition they were given in."""

    participation = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="self_assessments"
    )
    template = models.ForeignKey(ChecklistTemplate, on_delete=models.PROTECT)
    occasion = LineField(_("tillfälle"), max_length=60)

    class Meta:
        verbose_name = _("självskattning")
        verbose_name_plural = _("självskattningar")
        ordering = ["participation", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "template", "occasion"],
                name="self_assessment_once_an_occasion",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participation}, {self.occasion}"
