"""Templates of rounds: what SKR starts a round from, and changes without us."""

from datetime import time

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from modellkoncept.database.swedish_order import SwedishOrder
from modellkoncept.fields.model_fields import LineField, LinesField
from modellkoncept.text.pasted_lines import lines_of
from programmes.round_templates import plan

LONGEST_ROUND = 60  # months
LONGEST_PREPARATION = 26  # weeks


class RoundTemplate(models.Model):
    """A template of rounds: their length, what their meetings are called, and their themes."""

    name = LineField(_("namn"), max_length=120, unique=True)
    months = models.PositiveSmallIntegerField(_("längd i månader"))
    themes = LinesField(
        _("teman"), blank=True, max_length=2000, help_text=_("Ett på varje rad, i ordning.")
    )
    kickoff_name = LineField(_("uppstarten kallas"), max_length=60)
    learning_name = LineField(_("lärandeträffarna kallas"), max_length=60)
    strategist_name = LineField(_("strategernas träffar kallas"), max_length=60)
    results_name = LineField(_("avslutningen kallas"), max_length=60)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("omgångsmall")
        verbose_name_plural = _("omgångsmallar")
        ordering = [SwedishOrder("name")]
        constraints = [
            models.CheckConstraint(
                condition=Q(months__range=(1, LONGEST_ROUND)), name="template_lasts_1_to_60_months"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("programmes:round_template", args=[self.pk])

    @property
    def theme_list(self) -> list[str]:
        return lines_of(self.themes)

    def as_plan(self) -> plan.Template:
        """The template as the arithmetic of days reads it, with its meetings in order."""
        return plan.Template(
            name=self.name,
            months=self.months,
            themes=tuple(self.theme_list),
            meetings=tuple(each.as_plan() for each in self.meetings.all()),
            names={
                plan.Kind.KICKOFF: self.kickoff_name,
                plan.Kind.STRATEGIST: self.strategist_name,
                plan.Kind.LEARNING: self.learning_name,
                plan.Kind.RESULTS: self.results_name,
            },
        )


class TemplateMeeting(models.Model):
    """A meeting of every round by this template, so many months after its start."""

    class Kind(models.TextChoices):
        """As meetings have them; a test holds the two lists equal."""

        KICKOFF = plan.Kind.KICKOFF.value, _("Uppstartskonferens")
        STRATEGIST = plan.Kind.STRATEGIST.value, _("Strategträff")
        LEARNING = plan.Kind.LEARNING.value, _("Lärandeträff")
        RESULTS = plan.Kind.RESULTS.value, _("Resultatkonferens")

    template = models.ForeignKey(RoundTemplate, on_delete=models.CASCADE, related_name="meetings")
    position = models.PositiveSmallIntegerField(editable=False)
    kind = models.CharField(_("slag"), max_length=12, choices=Kind)
    label = LineField(_("rubrik"), max_length=120, blank=True)
    months = models.PositiveSmallIntegerField(_("månader från start"))
    # Its number in the template's list of themes; a number that is no more gives no theme.
    theme = models.PositiveSmallIntegerField(_("tema"), null=True, blank=True)
    is_per_group = models.BooleanField(_("en för varje grupp"), default=False)
    starts_at = models.TimeField(_("börjar"), default=time(9, 30))
    ends_at = models.TimeField(_("slutar"), null=True, blank=True)
    strategists_weeks = models.PositiveSmallIntegerField(
        _("strategträff, veckor före"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("träff i en mall")
        verbose_name_plural = _("träffar i mallar")
        ordering = ["template", "position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(months__lte=LONGEST_ROUND), name="template_meeting_within_60_months"
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=models.F("starts_at")),
                name="template_meeting_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.get_kind_display()

    def as_plan(self) -> plan.TemplateMeeting:
        return plan.TemplateMeeting(
            kind=plan.Kind(self.kind),
            months=self.months,
            label=self.label,
            theme=self.theme,
            is_per_group=self.is_per_group,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            strategists_weeks=self.strategists_weeks,
        )
