"""The organisation's facts (kommunfakta): where it stands before the start."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from modellkoncept.fields.model_fields import LinesField
from programmes.models.participations import Participation


class OrganisationFacts(models.Model):
    """What an organisation tells of itself before the start, each answer in its own words."""

    participation = models.OneToOneField(
        Participation, on_delete=models.CASCADE, related_name="facts"
    )
    # Mission.
    responsible = LinesField(
        _("Vem ansvarar för jämställdhetsarbetet?"),
        blank=True,
        help_text=_("Nämnd eller styrelse, och den tjänst som håller ihop arbetet."),
    )
    decided = LinesField(
        _("När beslutades uppdraget, och var?"),
        blank=True,
        help_text=_("Till exempel kommunfullmäktige i mars 2026."),
    )
    # Resources.
    politics = LinesField(
        _("Politik"), blank=True, help_text=_("Vilka uppdrag deltar, och hur mycket tid finns?")
    )
    management = LinesField(
        _("Chefer"), blank=True, help_text=_("Vilka tjänster deltar, och hur mycket tid finns?")
    )
    key_people = LinesField(
        _("Strateger och nyckelpersoner"),
        blank=True,
        help_text=_("Till exempel controller, statistiker och kommunikatör. Hur mycket tid finns?"),
    )
    competence = LinesField(
        _("Kunskap som ni redan har"),
        blank=True,
        help_text=_("Utbildningar ni har gått, metoder ni använder, statistik per kön."),
    )
    # Where they are.
    population = LinesField(
        _("Invånare"),
        blank=True,
        help_text=_("Hur många bor hos er, och hur förändras befolkningen?"),
    )
    organisation = LinesField(
        _("Organisation"), blank=True, help_text=_("Nämnder, förvaltningar och bolag i stora drag.")
    )
    goals = LinesField(
        _("Mål"),
        blank=True,
        help_text=_("De mål som styr er, och vad som står där om jämställdhet."),
    )
    priorities = LinesField(
        _("Prioriterade områden"), blank=True, help_text=_("Var vill ni börja, och varför?")
    )
    # Communication.
    stakeholders = LinesField(
        _("Vilka behöver känna till arbetet?"),
        blank=True,
        help_text=_("Politiker, chefer, medarbetare, fack, föreningar, invånare."),
    )
    channels = LinesField(
        _("Hur får de veta det?"), blank=True, help_text=_("Möten, intranät, webb, nyhetsbrev.")
    )
    # Who saves on top of an older version is told, not obeyed.
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("organisationsfakta")
        verbose_name_plural = _("organisationsfakta")
        ordering = ["participation"]

    def __str__(self) -> str:
        return str(self.participation)


# The form's parts, in their order: heading and fields.
FACT_PARTS = {
    _("Uppdrag"): ("responsible", "decided"),
    _("Resurser"): ("politics", "management", "key_people", "competence"),
    _("Nuläge"): ("population", "organisation", "goals", "priorities"),
    _("Kommunikation"): ("stakeholders", "channels"),
}
FACT_FIELDS = tuple(name for names in FACT_PARTS.values() for name in names)


def fact_question(name: str) -> str:
    """The question of this field."""
    field = OrganisationFacts._meta.get_field(name)  # noqa: SLF001 – Django's public API, despite its name
    return str(getattr(field, "verbose_name", name))
