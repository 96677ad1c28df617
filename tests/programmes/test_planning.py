"""Planning answers: who writes and reads, nothing lost, nothing overwritten; SKR's table."""

import io
import re
from datetime import date
from uuid import uuid4

import pytest
from openpyxl import load_workbook

from modellkoncept.audit.models import AuditEvent
from modellkoncept.documents.build import build_files
from modellkoncept.documents.request import request_document
from modellkoncept.locking import StaleVersionError
from programmes.documents.planning import PLAN, ROUND_PLANS
from programmes.errors import NotAskedError, QuestionAnsweredError, TooManyQuestionsError
from programmes.models import AnswerState, Participation, PlanningAnswer, PlanningQuestion
from programmes.models.planning import DEFAULT_QUESTIONS, MOST_QUESTIONS
from programmes.queries.planning import plan_of, round_plans
from programmes.reports.planning import planning_statuses
from programmes.services import planning, rounds
from programmes.task_kinds import TaskState
from tests.constraints import refused_by
from tests.document_text import pdf_text, word_paragraphs
from tests.factories import (
    MembershipFactory,
    ParticipationFactory,
    PlanningQuestionFactory,
    RoundFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files_of_its_own(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        }
    }


@pytest.fixture
def ours(people) -> Participation:
    people["strategist"]
    return Participation.objects.get(memberships__user=people["strategist"])


@pytest.fixture
def questions(round):
    return PlanningQuestion.objects.create_defaults(round)


def save(participation, question, text="Vi börjar i maj.", version=0, **more):
    return planning.save_answer(
        participation=participation, question=question, text=text, version=version, **more
    )


def address(participation, question):
    return f"/deltagande/{participation.pk}/planering/{question.pk}/"


# --- the questions --------------------------------------------------------------------------------


def test_a_new_round_asks_the_questions_of_the_start_conference():
    round = rounds.create_round(
        name="Ny", starts_on=date(2027, 2, 1), ends_on=date(2028, 7, 31), themes=["Styrning"]
    )
    participant = ParticipationFactory(round=round)
    mentor = ParticipationFactory(round=round, kind="mentor")

    def subjects(participation):
        return [row.question.text.split(":")[0] for row in plan_of(participation).asked]

    three = ["Introduktionsutbildningen", "Tiden mellan lärandeträffarna", "Ojämställdhet"]
    assert subjects(participant) == three
    # The fourth is to mentors, in addition to those that are to everybody.
    assert subjects(mentor) == [*three, "Ert eget förbättringsarbete"]
    assert len(DEFAULT_QUESTIONS) == 4


def test_skr_changes_adds_and_removes_questions_of_its_round(client, round, questions):
    client.force_login(UserFactory(is_staff=True))
    first = questions[0]

    changed = client.post(
        f"/planeringsfragor/{first.pk}/",
        {"text": "När går ni utbildningen?", "asked": "participants", "version": 1},
    )
    late = client.post(
        f"/planeringsfragor/{first.pk}/",
        {"text": "Den andras fråga", "asked": "everybody", "version": 1},
    )
    added = client.post(
        f"/omgangar/{round.pk}/planering/fragor/", {"text": "Något mer?", "asked": "everybody"}
    )
    client.post(f"/planeringsfragor/{questions[1].pk}/ta-bort/", {"confirmed": "1"})

    assert [each.status_code for each in (changed, late, added)] == [302, 409, 302]
    assert "När går ni utbildningen?" in late.text
    assert "Den andras fråga" in late.text
    found = PlanningQuestion.objects.filter(round=round).order_by("position")
    assert [(each.text.split(":")[0], each.asked) for each in found] == [
        ("När går ni utbildningen?", "participants"),
        ("Ojämställdhet", "everybody"),
        ("Ert eget förbättringsarbete", "mentors"),
        ("Något mer?", "everybody"),
    ]


def test_skr_moves_a_question_at_most_to_an_end(client, round, questions):
    client.force_login(UserFactory(is_staff=True))
    first, second, *_others = questions

    for question, direction in ((first, "up"), (second, "up"), (questions[3], "down")):
        client.post(f"/planeringsfragor/{question.pk}/flytta/", {"direction": direction})

    found = list(PlanningQuestion.objects.filter(round=round).order_by("position"))
    assert found == [second, first, *questions[2:]]
    assert [each.position for each in found] == [1, 2, 3, 4]


def test_a_question_with_an_answer_stays(client, ours, questions):
    save(ours, questions[0])
    client.force_login(UserFactory(is_staff=True))

    with pytest.raises(QuestionAnsweredError):
        planning.remove_question(question=questions[0])
    answer = client.post(
        f"/planeringsfragor/{questions[0].pk}/ta-bort/", {"confirmed": "1"}, follow=True
    )

    assert "Någon har svarat på frågan. Därför kan den inte tas bort." in answer.text


def test_a_round_has_a_bounded_number_of_questions(client, round):
    PlanningQuestionFactory.create_batch(MOST_QUESTIONS, round=round)
    client.force_login(UserFactory(is_staff=True))

    with pytest.raises(TooManyQuestionsError):
        planning.add_question(round=round, text="En till?", asked="everybody")
    answer = client.post(
        f"/omgangar/{round.pk}/planering/fragor/", {"text": "En till?", "asked": "everybody"}
    )

    assert (answer.status_code, "En till?" in answer.text) == (422, True)


def test_a_round_without_questions_gets_the_usual_ones_once(client, round):
    client.force_login(UserFactory(is_staff=True))

    for _time in range(2):
        client.post(f"/omgangar/{round.pk}/planering/fragor/vanliga/")

    assert PlanningQuestion.objects.filter(round=round).count() == 4


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Skriv en fråga."),
        ("x" * 10_000, "Skriv högst 300 tecken. Nu är det 10000."),
        ("a\x00b", "Texten innehåller ett tecken som vi inte kan spara."),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(client, round, text, sentence):
    client.force_login(UserFactory(is_staff=True))

    answer = client.post(
        f"/omgangar/{round.pk}/planering/fragor/", {"text": text, "asked": "everybody"}
    )

    assert (answer.status_code, sentence in answer.text) == (422, True)


# --- saving ---------------------------------------------------------------------------------------


def test_an_answer_is_saved_and_has_a_state(ours, questions):
    first, second, third = questions[:3]
    save(ours, second)
    save(ours, third, is_done=True)

    plan = plan_of(ours)

    assert [(row.question, row.state) for row in plan.asked] == [
        (first, AnswerState.NOT_STARTED),
        (second, AnswerState.STARTED),
        (third, AnswerState.DONE),
    ]
    assert [row.words for row in plan.asked] == ["Inte påbörjad", "Pågår", "Klar"]


def test_what_another_saved_is_never_overwritten_unseen(ours, questions):
    save(ours, questions[0], "Den förstas.", page=uuid4())

    with pytest.raises(StaleVersionError):
        save(ours, questions[0], "Den andras.", version=0, page=uuid4())

    assert PlanningAnswer.objects.get().text == "Den förstas."


def test_a_page_whose_answer_was_lost_on_the_way_does_not_collide_with_itself(ours, questions):
    page = uuid4()
    save(ours, questions[0], "Vi bör", page=page)

    save(ours, questions[0], "Vi börjar i maj.", version=0, page=page)  # it never heard of 1

    assert (PlanningAnswer.objects.get().text, PlanningAnswer.objects.get().version) == (
        "Vi börjar i maj.",
        2,
    )


def test_but_it_does_when_another_has_saved_after_it(ours, questions):
    page = uuid4()
    save(ours, questions[0], "Vi bör", page=page)
    save(ours, questions[0], "Vi bör. Kanske.", version=1, page=uuid4())

    with pytest.raises(StaleVersionError):
        save(ours, questions[0], "Vi börjar i maj.", version=0, page=page)


def test_the_same_text_twice_is_no_conflict(ours, questions):
    save(ours, questions[0], "Vi börjar.")

    save(ours, questions[0], " Vi börjar. ", version=0)

    assert PlanningAnswer.objects.get().version == 2


def test_a_question_that_is_not_asked_is_not_answered(ours, questions):
    with pytest.raises(NotAskedError):
        save(ours, questions[3])
    with pytest.raises(NotAskedError):
        save(ours, PlanningQuestionFactory(round=RoundFactory()))


def test_an_answer_is_of_one_round(ours, questions):
    def add(**given):
        row = {"round": ours.round, "participation": ours, "question": questions[0]}
        return lambda: PlanningAnswer.objects.create(**row | given)

    elsewhere = ParticipationFactory()
    assert refused_by(add(participation=elsewhere)) == (
        "planning_answer_is_of_its_organisations_round"
    )
    assert refused_by(add(question=PlanningQuestionFactory())) == (
        "planning_answer_is_to_a_question_of_its_round"
    )
    assert refused_by(add()) is None


def test_a_round_goes_with_its_questions_and_answers(ours, questions):
    save(ours, questions[0])

    Participation.objects.filter(round=ours.round).update(group=None)
    ours.round.delete()

    assert (PlanningQuestion.objects.count(), PlanningAnswer.objects.count()) == (0, 0)


def test_it_is_stored_nowhere_who_wrote(ours, questions):
    save(ours, questions[0])

    columns = {each.name for each in PlanningAnswer._meta.concrete_fields}  # noqa: SLF001 – Django's public API, despite its name
    assert columns == {
        "id", "round", "participation", "question", "text", "is_done", "version", "saved_at",
        "saved_by_page",
    }  # fmt: skip


# --- the organisation's page ----------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["politician", "manager", "strategist", "key_person"])
def test_everybody_in_the_organisation_answers(client, people, ours, questions, kind):
    client.force_login(people[kind])

    answer = client.post(address(ours, questions[0]), {"text": "Vi börjar.", "version": 0})

    assert answer.status_code == 302
    assert PlanningAnswer.objects.get().text == "Vi börjar."


@pytest.mark.parametrize(
    ("kind", "status"),
    [("outsider", 404), ("mentor", 403), ("other_strategist", 403), ("staff", 403)],
)
def test_nobody_else_does(client, people, ours, questions, kind, status):
    client.force_login(people[kind])

    answer = client.post(address(ours, questions[0]), {"text": "Vi börjar.", "version": 0})

    assert answer.status_code == status
    assert PlanningAnswer.objects.count() == 0


POSTS = {
    "/deltagande/{participation}/planering/dokument/": [404, 302, 302, 403, 403, 302],
    "/omgangar/{round}/planering/dokument/": [404, 403, 403, 403, 403, 302],
    "/omgangar/{round}/planering/excel/": [404, 403, 403, 403, 403, 200],
    "/omgangar/{round}/planering/fragor/": [404, 403, 403, 403, 403, 422],
    "/omgangar/{round}/planering/fragor/vanliga/": [404, 403, 403, 403, 403, 302],
    "/planeringsfragor/{question}/": [404, 403, 403, 403, 403, 409],
    "/planeringsfragor/{question}/flytta/": [404, 403, 403, 403, 403, 302],
    "/planeringsfragor/{question}/ta-bort/": [404, 403, 403, 403, 403, 200],
}


@pytest.mark.parametrize("where", POSTS)
def test_who_may_post_what(client, people, ours, questions, where):
    given = {"participation": ours.pk, "round": ours.round_id, "question": questions[0].pk}
    kinds = ["outsider", "politician", "strategist", "mentor", "other_strategist", "staff"]

    answers = []
    for kind in kinds:
        client.force_login(people[kind])
        answers.append(client.post(where.format(**given), {"text": ""}).status_code)

    assert answers == POSTS[where]


def test_the_page_says_who_reads_it_and_skr_only_reads(client, people, ours, questions):
    save(ours, questions[0], "<b>Vi börjar i maj.</b>")

    client.force_login(people["politician"])
    own = client.get(f"/deltagande/{ours.pk}/planering/").text
    client.force_login(people["staff"])
    skrs = client.get(f"/deltagande/{ours.pk}/planering/").text

    assert "Bara ni och SKR ser svaren." in own
    assert (own.count("<textarea"), skrs.count("<textarea")) == (4, 1)  # one is unsent text's
    assert "&lt;b&gt;Vi börjar i maj.&lt;/b&gt;" in skrs


HTMX = {"HX-Request": "true"}


def test_htmx_gets_the_state_alone_with_the_time_it_was_saved(client, people, ours, questions):
    client.force_login(people["politician"])

    answer = client.post(
        address(ours, questions[0]),
        {"text": "Vi börjar.", "version": 0, "page": str(uuid4()), "done": "1"},
        headers=HTMX,
    )

    assert answer.status_code == 200
    assert "<textarea" not in answer.text
    assert re.search(r"Sparat \d\d\.\d\d", answer.text)
    assert 'name="version" value="1"' in answer.text
    assert "Klar" in answer.text


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_the_loser_sees_both_texts(client, people, ours, questions, headers):
    save(ours, questions[0], "Den förstas <text>.\n\nMed två stycken.")
    client.force_login(people["politician"])

    answer = client.post(
        address(ours, questions[0]), {"text": "Min.", "version": 0}, headers=headers
    )

    assert answer.status_code == 409
    assert "Någon annan har sparat ett annat svar" in answer.text
    assert "Den förstas &lt;text&gt;.\n\nMed två stycken." in answer.text
    assert 'name="version" value="1"' in answer.text
    assert ("Min.</textarea>" in answer.text) is (headers == {})
    assert PlanningAnswer.objects.get().version == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a\x00b", "Texten innehåller ett tecken som vi inte kan spara."),
        ("x" * 10_001, "Skriv högst 10000 tecken. Nu är det 10001."),
    ],
)
def test_an_answer_that_cannot_be_saved_is_refused_and_kept(
    client, people, ours, questions, text, sentence
):
    client.force_login(people["politician"])

    answer = client.post(address(ours, questions[0]), {"text": text, "version": 0})

    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert text.replace("\x00", "") in answer.text.replace("\x00", "")


@pytest.mark.parametrize("sent", [{}, {"version": "x", "page": "y", "done": "z"}])
def test_nonsense_beside_the_text_is_no_error(client, people, ours, questions, sent):
    client.force_login(people["politician"])

    answer = client.post(address(ours, questions[0]), {"text": "Vi \u202ebörjar."} | sent)

    assert answer.status_code == 302
    assert PlanningAnswer.objects.get().text == "Vi börjar."


def test_a_closed_round_is_only_read(client, people, ours, questions):
    rounds.Round.objects.filter(pk=ours.round_id).update(closed_on=date(2028, 4, 1))
    client.force_login(people["politician"])

    page = client.get(f"/deltagande/{ours.pk}/planering/").text
    answer = client.post(address(ours, questions[0]), {"text": "Sent.", "version": 0})

    assert (page.count("<textarea"), answer.status_code) == (1, 409)


@pytest.mark.parametrize("answered", [0, 3])
def test_the_page_costs_the_same_however_much_is_answered(
    client, people, ours, questions, answered, django_assert_num_queries
):
    for question in questions[:answered]:
        save(ours, question)
    client.force_login(people["politician"])

    # session, user, organisation, whether she belongs to it (to read, to write), questions,
    # answers, the document
    with django_assert_num_queries(8):
        client.get(f"/deltagande/{ours.pk}/planering/")


# --- SKR's table, documents and the workbook ------------------------------------------------------


def test_skr_reads_all_plans_side_by_side(client, people, ours, questions):
    save(ours, questions[0], "Ett långt svar. " * 60)
    save(ours, questions[1], "Varje månad.", is_done=True)
    client.force_login(people["staff"])

    page = client.get(f"/omgangar/{ours.round_id}/planering/").text

    assert "Varje månad." in page
    assert "Läs hela svaret" in page
    assert f"/deltagande/{ours.pk}/planering/#question-{questions[0].pk}" in page
    assert "Ställs inte till dem" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_table_costs_the_same_however_many_they_are(
    client, round, questions, count, django_assert_num_queries
):
    for participation in ParticipationFactory.create_batch(count, round=round):
        save(participation, questions[0])
    client.force_login(UserFactory(is_staff=True))

    # session, user, round, organisations, questions (of the plans, of the page), answers, document
    with django_assert_num_queries(8):
        client.get(f"/omgangar/{round.pk}/planering/")


def test_the_workbook_has_every_answer_and_the_export_is_audited(client, people, ours, questions):
    save(ours, questions[0], "=HYPERLINK(1)")
    client.force_login(people["staff"])

    answer = client.post(f"/omgangar/{ours.round_id}/planering/excel/")

    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["Organisation", "Medverkan", "Fråga", "Läge", "Svar"]
    asked = [len(plan.asked) for plan in round_plans(ours.round)]
    assert (len(rows) - 1, sorted(asked)) == (sum(asked), [3, 3, 4])
    [formula] = [cell for row in sheet.iter_rows() for cell in row if "HYPER" in str(cell.value)]
    assert (formula.value, formula.data_type) == ("=HYPERLINK(1)", "s")
    [event] = AuditEvent.objects.all()
    assert (event.kind, event.actor, event.round_id) == (
        "plans-exported",
        people["staff"],
        ours.round_id,
    )


def made(kind, of):
    document = request_document(kind=kind, of=of, by=None)
    build_files(document.pk)
    document.refresh_from_db()
    with document.word.open("rb") as word, document.pdf.open("rb") as pdf:
        return word_paragraphs(word.read()), pdf_text(pdf.read())


def test_a_plan_is_a_document_with_every_question_and_answer(ours, questions):
    save(ours, questions[0], "Vi börjar i maj.\n\nAlla chefer går.", is_done=True)

    paragraphs, paper = made(PLAN, ours)

    headings = [text for style, text in paragraphs if style == "Heading2"]
    assert [heading.split(":")[0] for heading in headings] == [
        "1. Introduktionsutbildningen",
        "2. Tiden mellan lärandeträffarna",
        "3. Ojämställdhet",
    ]
    for text in ("Vi börjar i maj.", "Alla chefer går.", "Klar", "Inget svar än."):
        assert text in [each for _style, each in paragraphs]
        assert text in paper


def test_all_plans_are_one_document(ours, questions, round):
    save(ours, questions[0], "Vi börjar i maj.")

    paragraphs, paper = made(ROUND_PLANS, round)

    organisations = [text for style, text in paragraphs if style == "Heading2"]
    assert organisations == [str(each.participation) for each in round_plans(round)]
    assert "Vi börjar i maj." in paper


def test_who_may_read_the_documents(people, ours):
    readers = {kind: PLAN.readable(people[kind]).filter(pk=ours.pk).exists() for kind in people}
    of_round = {kind: ROUND_PLANS.readable(people[kind]).exists() for kind in people}

    members = {"politician", "manager", "strategist", "key_person"}
    assert {kind for kind, may in readers.items() if may} == {*members, "staff"}
    assert {kind for kind, may in of_round.items() if may} == {"staff"}


def test_a_plan_has_another_version_once_it_would_read_otherwise(ours, questions, round):
    ids = [str(ours.pk)], [str(round.pk)]
    before = PLAN.versions(ids[0]), ROUND_PLANS.versions(ids[1])
    save(ours, questions[0])

    after = PLAN.versions(ids[0]), ROUND_PLANS.versions(ids[1])

    assert [one == other for one, other in zip(before, after, strict=True)] == [False, False]


def test_the_task_ticks_itself(round, questions):
    nothing, begun, done = ParticipationFactory.create_batch(3, round=round)
    save(begun, questions[0])
    for question in questions[:3]:
        save(done, question, is_done=True)

    found = planning_statuses([nothing, begun, done])

    assert {pk: (each.state, str(each.words)) for pk, each in found.items()} == {
        nothing.pk: (TaskState.MISSING, "Inte påbörjad"),
        begun.pk: (TaskState.PART, "0 av 3 klara"),
        done.pk: (TaskState.DONE, "3 av 3 klara"),
    }
    assert found[done.pk].url == f"/deltagande/{done.pk}/planering/"


def test_two_members_of_one_organisation_write_on_different_questions(ours, questions):
    MembershipFactory(participation=ours)
    save(ours, questions[0], "Ett.", page=uuid4())
    save(ours, questions[1], "Två.", page=uuid4())

    assert [row.text for row in plan_of(ours).asked] == ["Ett.", "Två.", ""]
