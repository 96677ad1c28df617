"""Rounds (omgångar) and their themes."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from modellkoncept.database.swedish_order import SwedishOrder
from modellkoncept.fields.model_fields import LineField
from programmes.models.people import User
from programmes.models.round_templates import RoundTemplate


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, user: User) -> "RoundQuerySet":
        """The rounds the user takes part in; SKR staff sees them all."""
        if user.is_skr:
            return self
        mine = user.memberships.filter(participation__round=OuterRef("pk"))
        return self.filter(Exists(mine))

    def led_by(self, user: User) -> "RoundQuerySet":
        """The rounds where the user leads a learning group; SKR staff leads them all."""
        if user.is_skr:
            return self
        leads = user.memberships.strategists().in_any_group_of(OuterRef("pk"))
        return self.filter(Exists(leads))


class Round(models.Model):
    """One round (omgång) of the learning programme: its dates and themes are data."""

    name = LineField(_("namn"), max_length=120)
    starts_on = models.DateField(_("börjar"))
    ends_on = models.DateField(_("slutar"))
    language = models.CharField(
        _("språk"),
        max_length=5,
        choices=[("sv", _("Svenska")), ("en", _("Engelska"))],
        default="sv",
        help_text=_("På dokumenten och på gästernas sidor."),
    )
    # What it was started from; it has had its own dates and themes since.
    template = models.ForeignKey(
        RoundTemplate, null=True, editable=False, on_delete=models.SET_NULL, related_name="rounds"
    )
    # Of the form that started it: sent twice it still starts one round.
    form_key = models.UUIDField(null=True, editable=False, unique=True)
    # Counts every change of the round and its themes: who saves on top of an older one is told.
    version = models.PositiveIntegerField(default=1, editable=False)
    # From this day nothing in the round changes: see programmes/closing.
    closed_on = models.DateField(null=True, editable=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("omgång")
        verbose_name_plural = _("omgångar")
        ordering = ["-starts_on", SwedishOrder("name")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=models.F("starts_on")),
                name="round_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("programmes:round", args=[self.pk])

    @property
    def is_closed(self) -> bool:
        return self.closed_on is not None


class Theme(models.Model):
    """What a learning meeting is about; a mentor supports one."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="themes")
    position = models.PositiveSmallIntegerField(_("ordning"))
    label = LineField(_("tema"), max_length=120)

    class Meta:
        verbose_name = _("tema")
        verbose_name_plural = _("teman")
        ordering = ["round", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "position"],
                name="theme_position_once_in_a_round",
                # Seen to after each statement, so that one statement may number all of them.
                deferrable=models.Deferrable.IMMEDIATE,
            ),
            # What meetings and mentors refer to, so that their theme is one of their own round.
            models.UniqueConstraint(fields=["id", "round"], name="theme_with_round_once"),
        ]

    def __str__(self) -> str:
        return self.label
