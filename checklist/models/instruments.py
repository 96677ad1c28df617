"""Editions of the checklist."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from modellkoncept.database.swedish_order import SwedishOrder
from modellkoncept.fields.model_fields import LineField


class ChecklistTemplate(models.Model):
    """One edition of an instrument: its scale and its statements never change once used."""

    class Level(models.TextChoices):
        OVERALL = "overall", _("Övergripande nivå")
        COMMITTEE = "committee", _("Nämnd och förvaltning")

    name = LineField(_("namn"), max_length=120)
    edition = LineField(_("utgåva"), max_length=40)
    level = models.CharField(_("nivå"), max_length=12, choices=Level)
    scale_min = models.PositiveSmallIntegerField(_("lägsta värde"), default=1)
    scale_max = models.PositiveSmallIntegerField(_("högsta värde"), default=4)

    class Meta:
        verbose_name = _("checklista")
        verbose_name_plural = _("checklistor")
        ordering = [SwedishOrder("name"), SwedishOrder("edition"), "level"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "edition", "level"], name="checklist_edition_once_a_level"
            ),
            models.CheckConstraint(
                condition=Q(scale_max__gt=F("scale_min")), name="checklist_scale_has_width"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.edition}"
