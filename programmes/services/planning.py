"""Planning answers, saved while they are written, and the questions that SKR asks."""

from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy

from modellkoncept.audit.kinds import AuditKind
from modellkoncept.audit.record import record_act
from modellkoncept.locking import StaleVersionError, check_version, lock_row
from modellkoncept.ordering import renumber, with_item_moved
from modellkoncept.text.cleaning import clean_text
from programmes.errors import NotAskedError, QuestionAnsweredError, TooManyQuestionsError
from programmes.models import Participation, PlanningAnswer, PlanningQuestion, Round, User
from programmes.models.planning import MOST_QUESTIONS
from programmes.services.rounds import refuse_if_closed

PLANS_EXPORTED = AuditKind(
    name="plans-exported", label=gettext_lazy("Exporterade organisationernas planer")
)
NOT_ANSWERED = 0  # the version of an answer that is not there yet


@transaction.atomic
def save_answer(
    *,
    participation: Participation,
    question: PlanningQuestion,
    text: str,
    version: int,
    page: UUID | None = None,
    is_done: bool | None = None,
) -> PlanningAnswer:
    """Save what the organisation answers; nothing that another has saved is overwritten.

    `version` is of the answer that the writer read, or NOT_ANSWERED. Raises StaleVersionError when
    another page has saved another text since; the same page (`page`) never collides with itself,
    though its connection lost the answer. Raises NotAskedError.
    """
    refuse_if_closed(participation.round_id)
    lock_row(Participation.objects.all(), participation.pk)  # two may write the first word
    asked = PlanningQuestion.objects.asked_of(participation)
    if asked.select_for_update().filter(pk=question.pk).first() is None:
        raise NotAskedError
    answer = _answer_to(participation, question)
    if version != answer.version:
        is_own = page is not None and answer.saved_by_page == page
        if not is_own and answer.text != clean_text(text):
            raise StaleVersionError
    answer.text = text
    answer.saved_by_page = page
    if is_done is not None:
        answer.is_done = is_done
    answer.version += 1
    answer.save()
    return answer


def _answer_to(participation: Participation, question: PlanningQuestion) -> PlanningAnswer:
    found = PlanningAnswer.objects.filter(participation=participation, question=question).first()
    return found or PlanningAnswer(
        round_id=participation.round_id,
        participation=participation,
        question=question,
        version=NOT_ANSWERED,
    )


@transaction.atomic
def add_question(*, round: Round, text: str, asked: str) -> PlanningQuestion:
    """Ask one more question, last of all. Raises TooManyQuestionsError."""
    refuse_if_closed(round.pk)
    lock_row(Round.objects.all(), round.pk)
    questions = PlanningQuestion.objects.filter(round=round)
    if questions.count() >= MOST_QUESTIONS:
        raise TooManyQuestionsError
    last = questions.aggregate(last=Max("position"))["last"] or 0
    return PlanningQuestion.objects.create(
        round=round, position=last + 1, text=text, asked=PlanningQuestion.Asked(asked)
    )


@transaction.atomic
def change_question(
    *, question: PlanningQuestion, text: str, asked: str, version: int | None = None
) -> PlanningQuestion:
    """Ask the question in other words, or of others; the answers stay. Raises StaleVersionError."""
    refuse_if_closed(question.round_id)
    question = lock_row(PlanningQuestion.objects.all(), question.pk)
    check_version(question, version)
    question.text, question.asked = text, PlanningQuestion.Asked(asked)
    question.version += 1
    question.save(update_fields=["text", "asked", "version"])
    return question


@transaction.atomic
def move_question(*, question: PlanningQuestion, steps: int) -> PlanningQuestion:
    """Ask the question so many places later (below 0: earlier), at most first or last."""
    refuse_if_closed(question.round_id)
    lock_row(Round.objects.all(), question.round_id)
    questions = list(PlanningQuestion.objects.filter(round=question.round_id).order_by("position"))
    renumber(with_item_moved(questions, question, steps))
    question.refresh_from_db(fields=["position"])
    return question


@transaction.atomic
def remove_question(*, question: PlanningQuestion) -> None:
    """Take a question away that nobody has answered. Idempotent. Raises QuestionAnsweredError."""
    refuse_if_closed(question.round_id)
    # Who answers locks the question too.
    found = PlanningQuestion.objects.select_for_update().filter(pk=question.pk)
    if found and question.answers.exclude(text="").exists():
        raise QuestionAnsweredError
    found.delete()


@transaction.atomic
def add_default_questions(*, round: Round) -> None:
    """Give a round without questions those of every start conference. Idempotent."""
    refuse_if_closed(round.pk)
    lock_row(Round.objects.all(), round.pk)
    if not PlanningQuestion.objects.filter(round=round).exists():
        PlanningQuestion.objects.create_defaults(round)


@transaction.atomic
def record_export(*, round: Round, actor: User) -> None:
    """Keep that this user exported what the organisations plan."""
    record_act(PLANS_EXPORTED, actor=actor, round_id=round.pk, subject=str(round))
