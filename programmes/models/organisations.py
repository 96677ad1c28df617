"""Municipalities and regions."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from modellkoncept.database.swedish_order import SwedishOrder
from modellkoncept.fields.model_fields import LineField
from programmes.models.participations import Participation
from programmes.models.people import User
from programmes.register.entries import register_by_code


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, user: User) -> "OrganisationQuerySet":
        """The organisations of the user's rounds; SKR staff sees them all."""
        if user.is_skr:
            return self
        return self.filter(pk__in=Participation.objects.visible_to(user).values("organisation"))


class Organisation(models.Model):
    """A municipality or a region. A round may hold both.

    Made from the register (programmes/register) when it is first chosen, with the register's code;
    one that somebody added by hand has no code. The demo's have codes that no county has (99…).
    """

    class Kind(models.TextChoices):
        MUNICIPALITY = "K", _("Kommun")
        REGION = "L", _("Region")

    name = LineField(_("namn"), max_length=120, unique=True)
    kind = models.CharField(_("slag"), max_length=1, choices=Kind)
    code = LineField(
        _("kod"),
        max_length=4,
        unique=True,
        null=True,
        blank=True,
        help_text=_("Fyra siffror, som i Kolada. Tomt om organisationen inte har någon."),
    )
    short_name = LineField(_("kort namn"), max_length=120, blank=True)
    # Of the seat, in degrees: for distances.
    latitude = models.FloatField(null=True, blank=True, editable=False)
    longitude = models.FloatField(null=True, blank=True, editable=False)
    # A person has written the name: the register's spelling never takes its place again.
    name_is_corrected = models.BooleanField(default=False, editable=False)
    # Counts every change: who saves on top of an older one is told, not obeyed.
    version = models.PositiveIntegerField(default=1, editable=False)

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

    def get_absolute_url(self) -> str:
        return reverse("programmes:organisation", args=[self.pk])

    @property
    def is_registered(self) -> bool:
        """Whether it is an organisation of the register, whose code Kolada knows."""
        return self.code in register_by_code()

    @property
    def place(self) -> tuple[float, float] | None:
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude
