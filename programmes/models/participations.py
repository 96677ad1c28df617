"""Which organisations take part in a round, and their people."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from modellkoncept.database.swedish_order import SwedishOrder
from programmes.models.groups import InRoundQuerySet, LearningGroup
from programmes.models.people import Role, User
from programmes.models.rounds import Round, Theme


class ParticipationQuerySet(InRoundQuerySet):
    def represented_by(self, user: User) -> "ParticipationQuerySet":
        """Those that the user belongs to, in whatever role: what they answer, the user may answer.

        SKR staff belongs to none: it reads.
        """
        return self.filter(Exists(user.memberships.filter(participation=OuterRef("pk"))))

    def coordinated_by(self, user: User) -> "ParticipationQuerySet":
        """Those whose people the user invites and changes: as their coordinator; all to SKR."""
        if user.is_skr:
            return self
        as_coordinator = user.memberships.filter(is_coordinator=True)
        return self.filter(Exists(as_coordinator.filter(participation=OuterRef("pk"))))

    def with_decisions_edited_by(self, user: User) -> "ParticipationQuerySet":
        """Those whose decisions the user edits: as coordinator or strategist; all to SKR."""
        if user.is_skr:
            return self
        editors = user.memberships.filter(Q(is_coordinator=True) | Q(role=Role.STRATEGIST))
        return self.filter(Exists(editors.filter(participation=OuterRef("pk"))))


class Participation(models.Model):
    """An organisation in a round: it takes part, or it is a mentor."""

    class Kind(models.TextChoices):
        PARTICIPANT = "participant", _("Deltagare")
        MENTOR = "mentor", _("Mentor")

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="participations")
    organisation = models.ForeignKey(
        "Organisation", on_delete=models.PROTECT, related_name="participations"
    )
    kind = models.CharField(_("slag"), max_length=12, choices=Kind)
    # Of the participation's own round: the migration's composite keys (group, round),
    # (theme, round).
    group = models.ForeignKey(
        LearningGroup,
        verbose_name=_("benchmarkinggrupp"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="participations",
        db_constraint=False,
    )
    theme = models.ForeignKey(
        Theme,
        verbose_name=_("mentor för temat"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="mentors",
        db_constraint=False,
    )

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("deltagande organisation")
        verbose_name_plural = _("deltagande organisationer")
        ordering = ["round", "-kind", SwedishOrder("organisation__name")]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "organisation"], name="organisation_once_in_a_round"
            ),
            models.CheckConstraint(
                condition=Q(theme=None) | Q(kind="mentor"), name="only_a_mentor_has_a_theme"
            ),
            # What meetings refer to, so that the host takes part in the meeting's own round.
            models.UniqueConstraint(fields=["id", "round"], name="participation_with_round_once"),
        ]

    def __str__(self) -> str:
        return str(self.organisation)

    def get_absolute_url(self) -> str:
        return reverse("programmes:participation", args=[self.pk])

    @property
    def is_mentor(self) -> bool:
        return self.kind == self.Kind.MENTOR


class MembershipQuerySet(models.QuerySet["Membership"]):
    def taking_part(self) -> "MembershipQuerySet":
        """Members of participating organisations, not of mentors."""
        return self.filter(participation__kind=Participation.Kind.PARTICIPANT)

    def visible_to(self, user: User) -> "MembershipQuerySet":
        """All members of the user's rounds: people in a round may see each other."""
        return self.filter(participation__in=Participation.objects.visible_to(user))

    def of(self, user: User) -> "MembershipQuerySet":
        return self.filter(user=user)

    def in_group(self, group: Any) -> "MembershipQuerySet":
        """Members of the organisations in the group: who take part in it, or are its mentors.

        A mentor may support several groups, by `Mentorship`; one of them is its own `group`.
        """
        supports = Q(participation__mentorships__group=group)
        return self.filter(Q(participation__group=group) | supports)

    def in_any_group_of(self, round: Any) -> "MembershipQuerySet":
        """Members of the round's organisations that have a group."""
        supports = Q(participation__mentorships__round=round)
        return self.filter(Q(participation__group__round=round) | supports)

    def strategists(self) -> "MembershipQuerySet":
        """Strategists: those who lead the work in their organisation, mentors' included."""
        return self.filter(role=Role.STRATEGIST)

    def with_round(self) -> "MembershipQuerySet":
        """Each with its organisation and round, the latest round first."""
        return self.select_related(
            "participation__organisation", "participation__round", "participation__theme"
        ).order_by("-participation__round__starts_on", "pk")


class Membership(models.Model):
    """A person in a participating organisation, with one role there."""

    participation = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="memberships"
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("roll"), max_length=12, choices=Role)
    # Invites and changes the organisation's own people.
    is_coordinator = models.BooleanField(_("samordnare"), default=False)
    since = models.DateField(default=timezone.localdate, editable=False)
    # Whether the others in the round may see the person's address: her own choice.
    shows_address = models.BooleanField(default=False, editable=False)
    # Grows with every change, so that of two who change at once the later one is told.
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("medverkan")
        verbose_name_plural = _("medverkande")
        ordering = ["participation", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "user"], name="person_once_in_an_organisation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"


class PastMembership(models.Model):
    """That a person was in an organisation of a round, as what, and who took over the seat."""

    participation = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="past_memberships"
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="past_memberships")
    role = models.CharField(max_length=12, choices=Role)
    was_coordinator = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(default=timezone.localdate)
    succeeded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = "past membership"
        verbose_name_plural = "past memberships"
        ordering = ["-until", "-pk"]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"
