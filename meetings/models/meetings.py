"""Meetings: who sees them, who plans them."""

from datetime import time

from django.db import models
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from modellkoncept.fields.model_fields import LineField, LinesField
from modellkoncept.text.pasted_lines import lines_of
from programmes.models import LearningGroup, Participation, Round, Theme, User
from programmes.models.participations import MembershipQuerySet


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: User) -> "MeetingQuerySet":
        """The joint meetings of the user's rounds, and those of the user's learning groups."""
        if user.is_skr:
            return self
        return self.held_for(user.memberships.all())

    def attended_by(self, user: User) -> "MeetingQuerySet":
        """The meetings that the user goes to: a strategists' meeting is for strategists only.

        Which of them is next is this user's next meeting, wherever a page tells it.
        """
        return self.filter(_is_attended_by(user))

    def with_attendance(self, user: User) -> "MeetingQuerySet":
        """Each with whether the user goes to it: `is_attended`, by the rule of `attended_by`."""
        return self.annotate(is_attended=ExpressionWrapper(_is_attended_by(user), BooleanField()))

    def planned_by(self, user: User) -> "MeetingQuerySet":
        """All to SKR staff; a group's own meetings to its strategists, joint ones to the host's."""
        if user.is_skr:
            return self
        as_host = user.memberships.strategists().filter(participation=OuterRef("host"))
        return self.led_by(user).filter(Q(group__isnull=False) | Exists(as_host))

    def led_by(self, user: User) -> "MeetingQuerySet":
        """All to SKR staff; to others those where they are strategists (a mentor's too).

        That is in the group that meets, or in any organisation of the round when the meeting is
        joint. Who may facilitate the boards of a meeting is this rule too.
        """
        if user.is_skr:
            return self
        return self.held_for(user.memberships.strategists())

    def held_for(self, memberships: MembershipQuerySet) -> "MeetingQuerySet":
        """The joint meetings of these memberships' rounds, and those of their learning groups."""
        return self.filter(_is_held_for(memberships))

    def upcoming(self) -> "MeetingQuerySet":
        """Today's and later meetings, the nearest first."""
        return self.filter(date__gte=timezone.localdate()).order_by("date", "starts_at", "pk")

    def with_place(self) -> "MeetingQuerySet":
        """Everything that the head of a meeting shows."""
        return self.select_related("round", "group", "theme", "host__organisation")


def _is_attended_by(user: User) -> Q:
    if user.is_skr:
        return Q(pk__isnull=False)
    for_all = ~Q(kind=Meeting.Kind.STRATEGIST) & _is_held_for(user.memberships.all())
    return for_all | _is_held_for(user.memberships.strategists())


def _is_held_for(memberships: MembershipQuerySet) -> Q:
    in_the_round = memberships.filter(participation__round=OuterRef("round"))
    in_the_group = memberships.in_group(OuterRef("group"))
    return Q(group=None) & Exists(in_the_round) | Q(Exists(in_the_group))


class Meeting(models.Model):
    """A day when people meet: jointly for the whole round, or in one learning group."""

    class Kind(models.TextChoices):
        KICKOFF = "kickoff", _("Uppstartskonferens")
        STRATEGIST = "strategist", _("Strategträff")
        LEARNING = "learning", _("Lärandeträff")
        RESULTS = "results", _("Resultatkonferens")

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="meetings")
    # Group, theme and host are of the meeting's own round: the migration's composite keys
    # (group, round), (theme, round), (host, round).
    group = models.ForeignKey(
        LearningGroup,
        verbose_name=_("benchmarkinggrupp"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="meetings",
        help_text=_("Tomt betyder hela omgången."),
        db_constraint=False,
    )
    kind = models.CharField(_("slag"), max_length=12, choices=Kind)
    theme = models.ForeignKey(
        Theme,
        verbose_name=_("tema"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="meetings",
        db_constraint=False,
    )
    title = LineField(_("rubrik"), max_length=120)
    host = models.ForeignKey(
        Participation,
        verbose_name=_("värd"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="hosted_meetings",
        help_text=_("Tomt betyder SKR."),
        db_constraint=False,
    )
    place = LineField(_("plats"), max_length=200, blank=True)
    date = models.DateField(_("dag"))
    starts_at = models.TimeField(_("börjar"), default=time(9, 30))
    ends_at = models.TimeField(_("planerat slut"), null=True, blank=True)
    aims = LinesField(_("vad vi ska uppnå"), blank=True, help_text=_("Ett mål på varje rad."))
    # Counts every change of the agenda: who saves on top of an older one is told, not obeyed.
    agenda_version = models.PositiveIntegerField(default=1, editable=False)

    is_attended: bool  # where `with_attendance` has read it

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("träff")
        verbose_name_plural = _("träffar")
        ordering = ["date", "starts_at", "pk"]
        constraints = [
            # What files refer to, so that they are of the meeting's own round.
            models.UniqueConstraint(fields=["id", "round"], name="meeting_with_round_once"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=models.F("starts_at")),
                name="meeting_ends_after_it_starts",
                violation_error_message=_("Välj ett slut som är senare än början."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting", args=[self.pk])

    def participation_of(self, user: User) -> Participation | None:
        """The organisation that the user takes part for; None for staff and mentors."""
        own = Participation.objects.filter(
            round=self.round_id,
            kind=Participation.Kind.PARTICIPANT,
            memberships__user=user,
        )
        if self.group_id:
            own = own.filter(group=self.group_id)
        return own.select_related("organisation").order_by("pk").first()

    @property
    def is_past(self) -> bool:
        return self.date < timezone.localdate()

    @property
    def days_left(self) -> int:
        """Days from today to the meeting; below 0 when it has been."""
        return (self.date - timezone.localdate()).days

    @property
    def host_name(self) -> str:
        return str(self.host) if self.host else "SKR"

    @property
    def aim_list(self) -> list[str]:
        return lines_of(self.aims)
