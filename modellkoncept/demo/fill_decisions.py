"""Fill the demo's round with decisions and planning answers: some done, some on their way."""

from datetime import timedelta

from modellkoncept.demo.data import decisions as data
from programmes.models import PlanningQuestion, Round
from programmes.services import decisions, planning


def fill_decisions(round: Round) -> None:
    """What each organisation has decided and planned so far."""
    found = round.participations.select_related("organisation", "round")
    by_code = {each.organisation.code: each for each in found}
    for made_up in data.DECISIONS:
        decisions.add_decision(
            participation=by_code[made_up.code],
            kind=made_up.kind,
            body=made_up.body,
            dnr=made_up.dnr,
            decided_on=None
            if made_up.days is None
            else round.starts_on + timedelta(days=made_up.days),
            paragraph=made_up.paragraph,
            recipients=made_up.recipients,
        )
    for code, answers in data.ANSWERS.items():
        questions = PlanningQuestion.objects.asked_of(by_code[code])
        for question, (text, is_done) in zip(questions, answers, strict=False):
            planning.save_answer(
                participation=by_code[code],
                question=question,
                text=text,
                version=planning.NOT_ANSWERED,
                is_done=is_done,
            )
