"""Mentorships: which organisation supports which group in which theme, and the mentors' notes."""

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from modellkoncept.fields.model_fields import LineField, LinesField
from programmes.models.groups import InRoundQuerySet, LearningGroup
from programmes.models.participations import Participation
from programmes.models.people import User
from programmes.models.rounds import Round, Theme

NOTE_LENGTH = 5000


class Mentorship(models.Model):
    """A mentor supports one group in one theme, and so the learning meeting of that theme.

    Several organisations may share a theme, and a mentor may have another one's support in it.
    Its first mentorship also stands in the participation itself (group and theme): the services
    keep the two together.
    """

    # Mentor, group and theme are of this round: the migration's composite keys.
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="mentorships")
    mentor = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="mentorships", db_constraint=False
    )
    group = models.ForeignKey(
        LearningGroup, on_delete=models.PROTECT, related_name="mentorships", db_constraint=False
    )
    theme = models.ForeignKey(
        Theme,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="mentorships",
        db_constraint=False,
    )
    # This mentor stands behind another one, which does it for the first time.
    supports = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="supporters"
    )
    # Where SKR chose otherwise than the proposal: who was proposed, and why not.
    instead_of = LineField(max_length=120, blank=True)
    reason = LineField(_("därför"), max_length=200, blank=True)

    objects = InRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("mentorskap")
        verbose_name_plural = _("mentorskap")
        ordering = ["round", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mentor", "group", "theme"],
                name="mentor_of_a_theme_once_in_a_group",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mentor}, {self.theme or self.group}"


class MentorNoteQuerySet(models.QuerySet["MentorNote"]):
    def readable_by(self, user: User) -> "MentorNoteQuerySet":
        """Those of the user's own mentor organisations. SKR staff reads none of them."""
        mine = user.memberships.filter(participation=OuterRef("mentor"))
        return self.filter(Exists(mine))


class MentorNote(models.Model):
    """What a mentor organisation notes for itself about a group that it supports."""

    # Mentor and group are of this round: the migration's composite keys.
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="mentor_notes")
    mentor = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="mentor_notes", db_constraint=False
    )
    group = models.ForeignKey(
        LearningGroup, on_delete=models.CASCADE, related_name="mentor_notes", db_constraint=False
    )
    text = LinesField(blank=True)
    # Counts every change: who saves on top of an older one is told, not obeyed.
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MentorNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("mentorns anteckning")
        verbose_name_plural = _("mentorns anteckningar")
        constraints = [
            models.UniqueConstraint(fields=["mentor", "group"], name="note_once_of_a_mentor"),
        ]

    def __str__(self) -> str:
        return f"{self.mentor}, {self.group}"
