"""Improvement work at home. The table is the frame that the work itself will stand on."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from modellkoncept.fields.model_fields import LineField
from programmes.models import Participation


class EqualityProblem(models.Model):
    """An unequal situation that an organisation has found and means to change."""

    participation = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="equality_problems"
    )
    title = LineField(_("rubrik"), max_length=160)

    class Meta:
        verbose_name = _("jämställdhetsproblem")
        verbose_name_plural = _("jämställdhetsproblem")
        ordering = ["participation", "pk"]

    def __str__(self) -> str:
        return self.title
