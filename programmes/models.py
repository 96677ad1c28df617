"""People, organisations and the rounds they take part in."""

from functools import cached_property
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is in a round. Shown in this order everywhere."""

    POLITICIAN = "politician", _("Politiker")
    MANAGER = "manager", _("Chef")
    STRATEGIST = "strategist", _("Strateg")
    KEY_PERSON = "key_person", _("Nyckelperson")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, full_name: str = "", **fields: object) -> "User":
        """Add a person who signs in with a code sent to this address; there is no password."""
        user = self.model(email=email.strip().lower(), full_name=full_name, **fields)
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, full_name: str = "", **fields: object) -> "User":
        fields.pop("password", None)
        return self.create_user(email, full_name, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. The e-mail address is the identity; there is no user name."""

    email = models.EmailField(_("e-post"), unique=True)
    full_name = models.CharField(_("namn"), max_length=120)
    is_staff = models.BooleanField(
        _("SKR-personal"), default=False, help_text=_("Leder alla omgångar.")
    )
    is_active = models.BooleanField(_("får logga in"), default=True)
    date_joined = models.DateTimeField(_("tillagd"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("personer")
        ordering = ["full_name", "email"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once_whatever_its_case"),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.split(" ")[0] or self.email

    @cached_property
    def takes_part(self) -> bool:
        """Whether she sits in an organisation that takes part, not only in a mentor.

        The backend that fetches whoever is signed in brings it along, so no page asks again.
        """
        return Membership.objects.taking_part().of(self).exists()


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, user: User) -> "OrganisationQuerySet":
        """The organisations that this person's rounds bring together."""
        return self.filter(pk__in=Participation.objects.visible_to(user).values("organisation"))


class Organisation(models.Model):
    """A municipality or a region. A round may hold both."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "K", _("Kommun")
        REGION = "L", _("Region")

    name = models.CharField(_("namn"), max_length=120, unique=True)
    kind = models.CharField(_("slag"), max_length=1, choices=Kind)
    code = models.CharField(
        _("kod"), max_length=4, unique=True, help_text=_("Fyra siffror, som i Kolada.")
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisationer")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]{4}$"), name="organisation_code_is_four_digits"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, user: User) -> "RoundQuerySet":
        """The rounds this person takes part in; SKR staff sees them all."""
        if user.is_staff:
            return self
        mine = Membership.objects.filter(user=user, participation__round=OuterRef("pk"))
        return self.filter(Exists(mine))

    def with_people(self) -> "RoundQuerySet":
        """Everything the round page says of who takes part, in a fixed number of queries."""
        return self.prefetch_related(
            "themes",
            "groups",
            models.Prefetch(
                "participations",
                Participation.objects.select_related("organisation", "theme").prefetch_related(
                    models.Prefetch("memberships", Membership.objects.select_related("user"))
                ),
            ),
        )

    def with_numbers(self) -> "RoundQuerySet":
        """How many organisations and people each round has, as `organisations` and `people`."""
        of_the_round = Participation.objects.filter(round=OuterRef("pk"))
        there = Membership.objects.filter(participation__round=OuterRef("pk"))
        return self.annotate(
            organisations=models.Subquery(_count(of_the_round, "round", "pk")),
            people=models.Subquery(_count(there, "participation__round", "user")),
        )


def _count(rows: models.QuerySet[Any], by: str, what: str) -> models.QuerySet[Any]:
    """A subquery that counts in one go; no row at all counts as NULL."""
    return rows.order_by().values(by).values(n=models.Count(what, distinct=True))


class Round(models.Model):
    """One round (omgång) of the learning programme: its dates and themes are data."""

    name = models.CharField(_("namn"), max_length=120)
    starts_on = models.DateField(_("börjar"))
    ends_on = models.DateField(_("slutar"))
    language = models.CharField(
        _("språk"),
        max_length=5,
        choices=[("sv", _("Svenska")), ("en", _("Engelska"))],
        default="sv",
        help_text=_("På dokumenten och på gästernas sidor."),
    )
    # From this day nothing in the round changes: see programmes/closing.
    closed_on = models.DateField(null=True, editable=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("omgång")
        verbose_name_plural = _("omgångar")
        ordering = ["-starts_on", "name"]
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
    label = models.CharField(_("tema"), max_length=120)

    class Meta:
        verbose_name = _("tema")
        verbose_name_plural = _("teman")
        ordering = ["round", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "position"], name="theme_position_once_in_a_round"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class InRoundQuerySet(models.QuerySet[Any]):
    """What belongs to a round is seen by those who see the round."""

    def visible_to(self, user: User) -> "InRoundQuerySet":
        return self.filter(round__in=Round.objects.visible_to(user))


class LearningGroup(models.Model):
    """Two or three participants, and their mentors, who meet and learn from each other."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(_("namn"), max_length=120)
    note = models.CharField(_("om gruppen"), max_length=200, blank=True)

    objects = InRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("benchmarkinggrupp")
        verbose_name_plural = _("benchmarkinggrupper")
        ordering = ["round", "name"]
        constraints = [
            models.UniqueConstraint(fields=["round", "name"], name="group_name_once_in_a_round"),
        ]

    def __str__(self) -> str:
        return self.name


class Participation(models.Model):
    """An organisation in a round: it takes part, or it is a mentor."""

    class Kind(models.TextChoices):
        PARTICIPANT = "participant", _("Deltagare")
        MENTOR = "mentor", _("Mentor")

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="participations")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="participations"
    )
    kind = models.CharField(_("slag"), max_length=12, choices=Kind)
    group = models.ForeignKey(
        LearningGroup,
        verbose_name=_("benchmarkinggrupp"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="participations",
    )
    theme = models.ForeignKey(
        Theme,
        verbose_name=_("mentor för temat"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="mentors",
    )

    objects = InRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("deltagande organisation")
        verbose_name_plural = _("deltagande organisationer")
        ordering = ["round", "-kind", "organisation__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "organisation"], name="organisation_once_in_a_round"
            ),
            models.CheckConstraint(
                condition=Q(theme=None) | Q(kind="mentor"), name="only_a_mentor_has_a_theme"
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation)

    @property
    def is_mentor(self) -> bool:
        return self.kind == self.Kind.MENTOR


class MembershipQuerySet(models.QuerySet["Membership"]):
    def taking_part(self) -> "MembershipQuerySet":
        """In organisations that take part; a mentor's people are there to support."""
        return self.filter(participation__kind=Participation.Kind.PARTICIPANT)

    def visible_to(self, user: User) -> "MembershipQuerySet":
        """Everybody who takes part in this person's rounds: that is what a round is for."""
        return self.filter(participation__in=Participation.objects.visible_to(user))

    def of(self, user: User) -> "MembershipQuerySet":
        return self.filter(user=user)

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
