"""Decisions and plans in a closing: kept and archived, and nobody is named in them."""

import io

import pytest
from django.core.files.base import ContentFile
from openpyxl import load_workbook

from modellkoncept.documents.build import build_files
from modellkoncept.documents.models import Document
from modellkoncept.documents.request import request_document
from programmes.closing.archive.contents import pieces_of
from programmes.closing.data_subjects import names_of
from programmes.closing.participants import participants
from programmes.decision_texts.sections import SectionName
from programmes.documents.decisions import DECISION_DOCUMENT
from programmes.documents.planning import PLAN, ROUND_PLANS
from programmes.models import Decision, PlanningAnswer, Round
from programmes.services import decision_texts, decisions, planning
from tests.factories import MembershipFactory, ParticipationFactory, PlanningQuestionFactory

pytestmark = pytest.mark.django_db
NAME = "Astrid Åkerblom"


@pytest.fixture
def participation(round):
    found = ParticipationFactory(round=round, organisation__name="Lindhaga kommun")
    MembershipFactory(participation=found, user__full_name=NAME)
    return found


@pytest.fixture
def decision(participation):
    decision = decisions.add_decision(
        participation=participation,
        kind="take_part",
        body=f"Nämnden, {NAME}",
        recipients=NAME,
        file=ContentFile(b"%PDF-1.7", name=f"Beslut {NAME}.pdf"),
    )
    decision_texts.edit_section(
        decision=decision,
        section=SectionName.BACKGROUND,
        text=f"Skrivet av {NAME}.",
        generated="",
        version=0,
    )
    return Decision.objects.with_place().get(pk=decision.pk)


@pytest.fixture
def answer(round, participation):
    question = PlanningQuestionFactory(round=round, text=f"Vad gör {NAME}?")
    return planning.save_answer(
        participation=participation, question=question, text=f"{NAME} håller i det.", version=0
    )


def test_the_texts_that_may_name_somebody_are_listed(round, decision, answer):
    rounds = Round.objects.filter(pk=round.pk)

    found = [
        f"{row._meta.model_name}.{field}"  # noqa: SLF001 – Django's public API, despite its name
        for name in ("decisions", "planning")
        for rows, fields in participants[name].texts(rounds)
        for row in rows
        for field in fields
        if NAME in getattr(row, field)
    ]

    assert found == [
        "decision.body",
        "decision.recipients",
        "decision.file_name",
        "editedsection.text",
        "planningquestion.text",
        "planninganswer.text",
    ]


def test_they_are_kept_without_the_name(round, decision, answer):
    names = names_of(round)
    for name in ("decisions", "planning"):
        participants[name].anonymise(round, names)

    decision.refresh_from_db()
    answer = PlanningAnswer.objects.select_related("question").get()
    assert decision.body == "Nämnden, [namn]"
    assert decision.file_name == "Beslut [namn].pdf"
    assert decision.edited_sections.get().text == "Skrivet av [namn]."
    assert (answer.text, answer.question.text) == ("[namn] håller i det.", "Vad gör [namn]?")
    assert (decision.version, answer.saved_by_page) == (1, None)


def test_the_pack_has_decisions_documents_files_and_plans(round, decision, answer):
    names = names_of(round)

    pieces = {piece.path: piece for piece in pieces_of(round, names)}

    own = [path for path in pieces if path.startswith(("beslut/", "planering/"))]
    assert own == [
        "beslut/beslut.xlsx",
        "beslut/01-lindhaga-kommun-delta-i-omgangen-tjansteskrivelse.pdf",
        "beslut/01-lindhaga-kommun-delta-i-omgangen-beslut.pdf",
        "planering/planering.pdf",
        "planering/planering.xlsx",
    ]
    assert pieces[own[2]].make() == b"%PDF-1.7"
    for path in (own[1], own[3]):
        text = pieces[path].make().decode()  # the page that it is made of: no PDF is made here
        assert (NAME in text, "[namn]" in text) == (False, True)
    for path in (own[0], own[4]):
        book = load_workbook(io.BytesIO(pieces[path].make()))
        cells = [str(cell.value) for row in book.active.iter_rows() for cell in row]
        assert any("[namn]" in cell for cell in cells)
        assert not any(NAME in cell for cell in cells)


def test_a_round_without_them_has_no_empty_files(round):
    own = [piece.path for piece in pieces_of(round, names_of(round))]

    assert not any(path.startswith(("beslut/", "planering/")) for path in own)


def test_documents_made_so_far_go_with_the_people(round, decision, answer, participation):
    made = [
        request_document(kind=DECISION_DOCUMENT, of=decision, by=None),
        request_document(kind=PLAN, of=participation, by=None),
        request_document(kind=ROUND_PLANS, of=round, by=None),
    ]
    build_files(made[0].pk)
    other = Document.objects.create(kind="agenda", of="1")

    found = {
        row.pk for name in ("decisions", "planning") for row in participants[name].documents(round)
    }

    assert found == {each.pk for each in made}
    assert other.pk not in found


def test_the_receipt_counts_what_is_kept(round, decision, answer):
    found = participants["decisions"].kept(round) | participants["planning"].kept(round)

    assert found == {"decisions": 1, "decision_files": 1, "plans": 1}
