"""Municipalities and regions."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from modellkoncept.database.swedish_order import SwedishOrder
from modellkoncept.fields.model_fields import LineField
from programmes.models.participations import Participation
from programmes.models.people import User


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, user: User) -> "OrganisationQuerySet":
        """The organisations of the user's rounds."""
        return self.filter(pk__in=Participation.objects.visible_to(user).values("organisation"))


class Organisation(models.Model):
    """A municipality or a region. A round may hold both."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "K", _("Kommun")
        REGION = "L", _("Region")

    name = LineField(_("namn"), max_length=120, unique=True)
    kind = models.CharField(_("slag"), max_length=1, choices=Kind)
    code = LineField(
        _("kod"), max_length=4, unique=True, help_text=_("Fyra siffror, som i Kolada.")
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisationer")
        ordering = [SwedishOrder("name")]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]{4}$"), name="organisation_code_is_four_digits"
            ),
        ]

    def __str__(self) -> str:
        return self.name
