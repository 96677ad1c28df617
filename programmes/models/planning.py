"""Planning questions of a round's start conference, and what each organisation answers."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from modellkoncept.fields.model_fields import LineField, LinesField
from programmes.models.participations import Participation
from programmes.models.rounds import Round

QUESTION_LENGTH = 300
ANSWER_LENGTH = 10_000
MOST_QUESTIONS = 12  # in a round

# (for mentors only, question): the start conference's own. Written in Swedish: they are data.
DEFAULT_QUESTIONS = (
    (
        False,
        (
            "Introduktionsutbildningen: när går ni den, och vilka går den? Tänk på vilka funktioner"
            " som behövs och om ni blir flera grupper."
        ),
    ),
    (
        False,
        "Tiden mellan lärandeträffarna: när behöver ni ses hemma, och vilka ska vara med då?",
    ),
    (
        False,
        (
            "Ojämställdhet: vilka problem känner ni till och tänker arbeta med? Om ni inte vet än,"
            " skriv hur ni tar reda på det."
        ),
    ),
    (True, "Ert eget förbättringsarbete: vad gör ni med det medan ni är mentor?"),
)


class AnswerState(StrEnum):
    NOT_STARTED = "not_started"
    STARTED = "started"
    DONE = "done"


class PlanningQuestionManager(models.Manager["PlanningQuestion"]):
    def create_defaults(self, round: Round) -> list["PlanningQuestion"]:
        """Give a new round the questions that every start conference has."""
        return self.bulk_create(
            PlanningQuestion(
                round=round,
                position=position,
                text=text,
                asked=PlanningQuestion.Asked.MENTORS if is_for_mentors else "everybody",
            )
            for position, (is_for_mentors, text) in enumerate(DEFAULT_QUESTIONS, start=1)
        )

    def asked_of(self, participation: Participation) -> models.QuerySet["PlanningQuestion"]:
        """The questions that this organisation answers, in their order."""
        asked = PlanningQuestion.Asked
        kind = asked.MENTORS if participation.is_mentor else asked.PARTICIPANTS
        return self.filter(
            round_id=participation.round_id, asked__in=[asked.EVERYBODY, kind]
        ).order_by("position")


class PlanningQuestion(models.Model):
    """One question of a round, to all its organisations, its participants or its mentors."""

    class Asked(models.TextChoices):
        EVERYBODY = "everybody", _("Alla organisationer")
        PARTICIPANTS = "participants", _("Deltagare")
        MENTORS = "mentors", _("Mentorer")

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="planning_questions")
    position = models.PositiveSmallIntegerField(_("ordning"))
    text = LineField(_("fråga"), max_length=QUESTION_LENGTH)
    asked = models.CharField(
        _("ställs till"), max_length=12, choices=Asked, default=Asked.EVERYBODY
    )
    version = models.PositiveIntegerField(default=1)

    objects = PlanningQuestionManager()

    class Meta:
        verbose_name = _("planeringsfråga")
        verbose_name_plural = _("planeringsfrågor")
        ordering = ["round", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "position"],
                name="planning_question_position_once_in_a_round",
                deferrable=models.Deferrable.DEFERRED,  # two may change places
            ),
            # What answers refer to, so that they are of their organisation's own round.
            models.UniqueConstraint(
                fields=["id", "round"], name="planning_question_with_round_once"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def is_asked_of(self, participation: Participation) -> bool:
        """Whether this organisation answers it."""
        if self.asked == self.Asked.EVERYBODY:
            return True
        return participation.is_mentor is (self.asked == self.Asked.MENTORS)


class PlanningAnswer(models.Model):
    """What an organisation has written on one question. Never who wrote it."""

    # Of one round: the migration's composite keys (participation, round), (question, round).
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+")
    participation = models.ForeignKey(
        Participation,
        on_delete=models.CASCADE,
        related_name="planning_answers",
        db_constraint=False,
    )
    question = models.ForeignKey(
        PlanningQuestion, on_delete=models.CASCADE, related_name="answers", db_constraint=False
    )
    text = LinesField(_("svar"), max_length=ANSWER_LENGTH, blank=True)
    is_done = models.BooleanField(_("klar"), default=False)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(auto_now=True)
    # Which open page saved last, so that one whose answer was lost on the way does not collide
    # with itself. A random number of that page: it tells no person.
    saved_by_page = models.UUIDField(null=True, editable=False)

    class Meta:
        verbose_name = "planning answer"
        verbose_name_plural = "planning answers"
        ordering = ["participation", "question"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "question"], name="planning_question_answered_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participation_id}: {self.question_id}"

    @property
    def state(self) -> AnswerState:
        if self.is_done:
            return AnswerState.DONE
        return AnswerState.STARTED if self.text else AnswerState.NOT_STARTED
