"""What is expected of each organisation in a round, by when, and how far each has come."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from modellkoncept.fields.model_fields import LineField, LinesField
from programmes.models.participations import Membership, Participation
from programmes.models.people import Role
from programmes.models.rounds import Round, Theme

BY_HAND = ""  # the organisation says itself how far it has come
EACH_PERSON = "each"  # everybody says it for herself
EVERYBODY = "everybody"
OWNERS = [*Role.choices, (EVERYBODY, _("Alla i organisationen"))]
MOST_DAYS = 365  # between a task's last day and its meeting


class TaskDefinition(models.Model):
    """What is to be done, by whom and by when; the last day follows a meeting when it is moved."""

    class Audience(models.TextChoices):
        PARTICIPANTS = "participants", _("Deltagare")
        MENTORS = "mentors", _("Mentorer")
        BOTH = "both", _("Deltagare och mentorer")

    position = models.PositiveSmallIntegerField(_("ordning"))
    label = LineField(_("uppgift"), max_length=80)
    description = LinesField(_("beskrivning"), blank=True)
    audience = models.CharField(
        _("gäller"), max_length=12, choices=Audience, default=Audience.PARTICIPANTS
    )
    owner = models.CharField(_("ansvarig"), max_length=12, choices=OWNERS, default=Role.STRATEGIST)
    # The name of a registered kind, which then ticks itself; one that nobody has registered is
    # ticked by hand.
    kind = LineField(_("så bockas den av"), max_length=40, blank=True)
    # The last day: a fixed one, or so many days after a meeting (below 0: before it).
    meeting_kind = LineField(max_length=12, blank=True)
    meeting_number = models.PositiveSmallIntegerField(default=1)
    days = models.SmallIntegerField(_("dagar"), default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label

    @property
    def is_for_each_person(self) -> bool:
        return self.kind == EACH_PERSON

    def concerns(self, participation: Participation) -> bool:
        """Whether an organisation that takes part in this way is to do it at all."""
        theirs = self.Audience.MENTORS if participation.is_mentor else self.Audience.PARTICIPANTS
        return self.audience in {theirs, self.Audience.BOTH}


class TaskTemplate(TaskDefinition):
    """A task that rounds of this type begin with. The shipped ones are in data/tasks.toml."""

    STANDARD = "standard"

    round_type = LineField(max_length=40, default=STANDARD)

    class Meta:
        verbose_name = _("uppgift i mallen")
        verbose_name_plural = _("uppgifter i mallen")
        ordering = ["round_type", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["round_type", "position"],
                name="task_template_position_once",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]


class TaskQuerySet(models.QuerySet["Task"]):
    def expected(self) -> "TaskQuerySet":
        """Those that are not removed, in their order."""
        return self.filter(is_removed=False).order_by("round", "position", "pk")


class Task(TaskDefinition):
    """A task of one round."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="tasks")
    fixed_on = models.DateField(_("sista dag"), null=True, blank=True)
    # Instead of a number: the meeting with this theme. Of the task's own round, by the migration's
    # composite key.
    theme = models.ForeignKey(
        Theme,
        verbose_name=_("tema"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_constraint=False,
    )
    # Only the last one that was removed is still there, with its states, so that it can come back.
    is_removed = models.BooleanField(default=False, editable=False)
    # Who saves on top of an older version is told, not obeyed.
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("uppgift")
        verbose_name_plural = _("uppgifter")
        ordering = ["round", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["id", "round"], name="task_with_round_once"),
            models.CheckConstraint(
                condition=Q(fixed_on=None) | Q(meeting_kind="", theme=None),
                name="task_has_one_last_day",
            ),
        ]


class TaskRecord(models.Model):
    """How far an organisation has come with a task, as it or SKR said; no row is not begun.

    Nobody's name: who ticked it does not matter to anyone.
    """

    class State(models.TextChoices):
        PART = "part", _("På väg")
        DONE = "done", _("Klar")
        NOT_APPLICABLE = "na", _("Gäller inte")

    # Task and participation are of the record's own round: the migration's composite keys.
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+")
    task = models.ForeignKey(
        Task, on_delete=models.CASCADE, related_name="records", db_constraint=False
    )
    participation = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="task_records", db_constraint=False
    )
    state = models.CharField(max_length=4, choices=State)
    done_on = models.DateField(null=True)
    reason = LineField(_("därför gäller den inte"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("läge för en uppgift")
        verbose_name_plural = _("lägen för uppgifter")
        ordering = ["task", "participation"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "participation"], name="one_state_per_task_and_organisation"
            ),
            models.CheckConstraint(
                condition=Q(state="na") & ~Q(reason="") | ~Q(state="na") & Q(reason=""),
                name="only_what_does_not_apply_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="done") | Q(done_on=None), name="only_what_is_done_has_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task}: {self.get_state_display()}"


class TaskTick(models.Model):
    """That a person has done a task that everybody does; gone with her part in the round."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="ticks")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="ticks")

    class Meta:
        verbose_name = _("avbockad uppgift")
        verbose_name_plural = _("avbockade uppgifter")
        ordering = ["task", "membership"]
        constraints = [
            models.UniqueConstraint(fields=["task", "membership"], name="tick_once_per_person")
        ]

    def __str__(self) -> str:
        return f"{self.task}: {self.membership}"
