"""What organisations have done in earlier rounds, and what they offer as mentors."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from modellkoncept.fields.model_fields import LineField, LinesField
from programmes.models.organisations import Organisation
from programmes.models.participations import Participation

FIRST_YEAR, LAST_YEAR = 2015, 2099  # the programme began as a pilot in 2015
MOST_GROUPS = 9  # that one organisation can support in a round


class MentorProfile(models.Model):
    """What an organisation says of itself as a mentor, for SKR to choose by."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, related_name="mentor_profile"
    )
    experience = LinesField(_("erfarenhet"), blank=True)
    themes = LinesField(_("teman"), blank=True)  # one on each line
    place = LineField(_("ort och resor"), max_length=200, blank=True)
    capacity = models.PositiveSmallIntegerField(
        _("grupper per omgång"), null=True, blank=True, validators=[MaxValueValidator(MOST_GROUPS)]
    )
    # Counts every change: who saves on top of an older one is told, not obeyed.
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("mentorprofil")
        verbose_name_plural = _("mentorprofiler")

    def __str__(self) -> str:
        return str(self.organisation)

    @property
    def is_complete(self) -> bool:
        """Whether it has what a choice needs."""
        return bool(self.experience and self.themes and self.capacity is not None)


class EarlierPart(models.Model):
    """An organisation's part in a round from before this system, as SKR has entered it."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="earlier_parts"
    )
    role = models.CharField(_("som"), max_length=12, choices=Participation.Kind)
    first_year = models.PositiveSmallIntegerField(
        _("började"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    last_year = models.PositiveSmallIntegerField(
        _("slutade"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    source = LineField(_("källa"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("tidigare omgång")
        verbose_name_plural = _("tidigare omgångar")
        ordering = ["first_year", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_year__gte=F("first_year")), name="earlier_round_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["organisation", "role", "first_year"], name="earlier_part_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.first_year}–{self.last_year}"


class StatedFigure(models.Model):
    """How many had taken part up to a year, as a source states it: no list, so never computed."""

    year = models.PositiveSmallIntegerField(
        _("till och med år"),
        unique=True,
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
    )
    municipalities = models.PositiveSmallIntegerField(_("kommuner"))
    regions = models.PositiveSmallIntegerField(_("regioner"))
    source = LineField(_("källa"), max_length=200)

    class Meta:
        verbose_name = _("uppgift från en källa")
        verbose_name_plural = _("uppgifter från källor")
        ordering = ["year"]

    def __str__(self) -> str:
        return f"{self.year}: {self.municipalities} + {self.regions}"
