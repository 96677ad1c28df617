"""Planning in a closing: the organisations' plans are kept, without names."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from modellkoncept.documents.build import as_pdf_a
from modellkoncept.documents.models import Document, DocumentQuerySet
from modellkoncept.documents.status import orphaned
from modellkoncept.privacy.redaction import Names
from programmes.closing.archive.contents import xlsx_without
from programmes.closing.participants import ClosingParticipant, Counts, Piece, Remark
from programmes.documents.planning import PLAN, ROUND_PLANS
from programmes.models import Participation, PlanningAnswer, PlanningQuestion, Round
from programmes.queries.planning import round_plans
from programmes.reports.planning import plans_sheet


def remarks(_round: Round) -> Iterator[Remark]:
    """Nothing of a plan needs to be done before a closing."""
    yield from ()


def pieces(round: Round, names: Names) -> Iterator[Piece]:
    """All plans in one document and one workbook, when anybody has planned."""
    if not PlanningAnswer.objects.filter(round=round).exclude(text="").exists():
        return
    yield Piece(
        "planering/planering.pdf",
        _("Organisationernas planering"),
        partial(as_pdf_a, ROUND_PLANS, round, redact=names.redact),
    )
    yield Piece(
        "planering/planering.xlsx",
        _("Organisationernas planering i ett kalkylblad"),
        partial(_xlsx, round, names),
    )


def _xlsx(round: Round, names: Names) -> bytes:
    sheet = plans_sheet(round_plans(round))
    return xlsx_without([sheet], names, title=str(round), on=round.ends_on)


def texts(rounds: QuerySet[Round]) -> Iterator[tuple[QuerySet[Any], list[str]]]:
    yield PlanningQuestion.objects.filter(round__in=rounds), ["text"]
    yield PlanningAnswer.objects.filter(round__in=rounds), ["text"]


def anonymise(round: Round, names: Names) -> Counts:
    """Keep the plans, without names in their texts, and without the pages that saved them."""
    written = texts(Round.objects.filter(pk=round.pk))
    rewritten = sum(len(names.redact_rows(rows, *fields)) for rows, fields in written)
    PlanningAnswer.objects.filter(round=round).update(saved_by_page=None)
    return {"texts": rewritten}


def documents_of(round: Round) -> DocumentQuerySet:
    """The documents of the round's plans, and of organisations and rounds that are gone."""
    participations = Participation.objects.filter(round=round).values_list("pk", flat=True)
    plans = Document.objects.of_kinds([PLAN]).filter(of__in=[str(pk) for pk in participations])
    whole = Document.objects.of_kinds([ROUND_PLANS]).filter(of=str(round.pk))
    return (
        plans
        | whole
        | orphaned([PLAN], Participation.objects.all())
        | orphaned([ROUND_PLANS], Round.objects.all())
    )


def kept(round: Round) -> Counts:
    answers = PlanningAnswer.objects.filter(round=round).exclude(text="")
    return {"plans": answers.values("participation").distinct().count()}


PLANNING = ClosingParticipant(
    name="planning",
    remarks=remarks,
    pieces=pieces,
    texts=texts,
    anonymise=anonymise,
    documents=documents_of,
    kept=kept,
)
