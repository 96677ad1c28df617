"""The items of a meeting's agenda."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meetings.models.meetings import Meeting
from modellkoncept.fields.model_fields import LineField, LinesField


class AgendaItem(models.Model):
    """One line of the agenda: how long it takes, and perhaps the clock time it must start."""

    class Kind(models.TextChoices):
        SESSION = "session", _("Pass")
        BREAK = "break", _("Paus")
        MEAL = "meal", _("Måltid")
        GROUP_WORK = "group_work", _("Grupparbete")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda_items")
    position = models.PositiveSmallIntegerField(_("ordning"), editable=False)
    title = LineField(_("rubrik"), max_length=160)
    minutes = models.PositiveSmallIntegerField(
        _("minuter"), default=30, validators=[MinValueValidator(1), MaxValueValidator(480)]
    )
    locked_start = models.TimeField(
        _("låst till klockslag"),
        null=True,
        blank=True,
        help_text=_("Till exempel 12.00 för lunchen. Lämna tomt så räknas tiden ut."),
    )
    kind = models.CharField(_("slag"), max_length=12, choices=Kind, default=Kind.SESSION)
    public_text = LinesField(_("text till deltagarna"), blank=True, max_length=4000)
    internal_text = LinesField(_("anteckning till er som planerar"), blank=True, max_length=4000)

    class Meta:
        verbose_name = _("punkt")
        verbose_name_plural = _("punkter")
        ordering = ["meeting", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "position"],
                name="agenda_position_once_in_a_meeting",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(minutes__range=(1, 480)), name="agenda_item_takes_1_to_480_minutes"
            ),
            # What boards refer to, so that a board follows an item of its own meeting.
            models.UniqueConstraint(fields=["id", "meeting"], name="agenda_item_with_meeting_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_pause(self) -> bool:
        return self.kind in {self.Kind.BREAK, self.Kind.MEAL}
