"""Planning answers as pages and documents show them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from modellkoncept.text.swedish_order import swedish_order
from programmes.models import (
    AnswerState,
    Participation,
    PlanningAnswer,
    PlanningQuestion,
    Round,
)

NOT_ANSWERED = 0  # the version of an answer that is not there yet
WORDS: dict[AnswerState, str | Promise] = {
    AnswerState.NOT_STARTED: gettext_lazy("Inte påbörjad"),
    AnswerState.STARTED: gettext_lazy("Pågår"),
    AnswerState.DONE: gettext_lazy("Klar"),
}
SHAPES = {
    AnswerState.NOT_STARTED: "miss",
    AnswerState.STARTED: "part",
    AnswerState.DONE: "done",
}


@dataclass(frozen=True)
class QuestionRow:
    """A question with what one organisation has answered."""

    number: int
    question: PlanningQuestion
    text: str = ""
    version: int = NOT_ANSWERED
    saved_at: datetime | None = None
    state: AnswerState = AnswerState.NOT_STARTED
    is_asked: bool = True  # of this organisation

    @property
    def is_done(self) -> bool:
        return self.state is AnswerState.DONE

    @property
    def words(self) -> str:
        return str(WORDS[self.state])

    @property
    def shape(self) -> str:
        """The shape and colour of the words (components/task_status.html)."""
        return SHAPES[self.state]


@dataclass(frozen=True)
class Plan:
    """An organisation's answers to the questions that it is asked, in their order."""

    participation: Participation
    rows: Sequence[QuestionRow]

    @property
    def asked(self) -> list[QuestionRow]:
        return [row for row in self.rows if row.is_asked]

    @property
    def done(self) -> int:
        return sum(row.is_done for row in self.asked)

    @property
    def has_text(self) -> bool:
        return any(row.text for row in self.asked)


def plan_of(participation: Participation) -> Plan:
    """The organisation's own plan: two queries."""
    return plans_of([participation])[0]


def plans_of(participations: Sequence[Participation]) -> list[Plan]:
    """The plans of organisations, in their order: two queries.

    Each has a row for every question of its round, asked of it or not, so that plans stand side by
    side; what is not asked has no answer.
    """
    questions: dict[int, list[PlanningQuestion]] = defaultdict(list)
    rounds = {each.round_id for each in participations}
    for question in PlanningQuestion.objects.filter(round__in=rounds).order_by("position"):
        questions[question.round_id].append(question)
    answers = {
        (answer.participation_id, answer.question_id): answer
        for answer in PlanningAnswer.objects.filter(participation__in=participations)
    }
    return [Plan(each, _rows(each, questions[each.round_id], answers)) for each in participations]


def _rows(
    participation: Participation,
    questions: Sequence[PlanningQuestion],
    answers: dict[tuple[int, int], PlanningAnswer],
) -> list[QuestionRow]:
    rows, number = [], 0
    for question in questions:
        is_asked = question.is_asked_of(participation)
        number += is_asked
        answer = answers.get((participation.pk, question.pk))
        if answer is None or not is_asked:
            rows.append(QuestionRow(number, question, is_asked=is_asked))
        else:
            rows.append(row_of(number, question, answer))
    return rows


def row_of(number: int, question: PlanningQuestion, answer: PlanningAnswer) -> QuestionRow:
    """One question as it is answered at this moment."""
    return QuestionRow(number, question, answer.text, answer.version, answer.saved_at, answer.state)


def round_plans(round: Round) -> list[Plan]:
    """Every organisation's plan, participants first, in Swedish order: three queries."""
    return plans_of_rounds([round])[round.pk]


def plans_of_rounds(rounds: Sequence[Round]) -> dict[int, list[Plan]]:
    """The same of several rounds, by their ids, in as many queries."""
    every = Participation.objects.filter(round__in=rounds).select_related("organisation", "round")
    ordered = sorted(
        every, key=lambda each: (each.is_mentor, swedish_order(each.organisation.name))
    )
    found: dict[int, list[Plan]] = {round.pk: [] for round in rounds}
    for plan in plans_of(ordered):
        found[plan.participation.round_id].append(plan)
    return found
