"""Decisions in a closing: they are kept, with their documents, and their texts without names."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from modellkoncept.documents.build import as_pdf_a
from modellkoncept.documents.models import Document, DocumentQuerySet
from modellkoncept.documents.status import orphaned
from modellkoncept.files.spreadsheets import Cell, Sheet
from modellkoncept.privacy.redaction import Names
from programmes.closing.archive.contents import path_part, xlsx_without
from programmes.closing.participants import ClosingParticipant, Counts, Piece, Remark
from programmes.documents.decisions import DECISION_DOCUMENT
from programmes.models import Decision, DecisionHeading, EditedSection, Organisation, Round
from programmes.queries.decisions import decision_row


def _decisions_of(round: Round) -> Any:
    return Decision.objects.with_place().filter(participation__round=round).order_by("pk")


def remarks(_round: Round) -> Iterator[Remark]:
    """Nothing of a decision needs to be done before a closing: SKR's list says what is missing."""
    yield from ()


def pieces(round: Round, names: Names) -> Iterator[Piece]:
    """The list of decisions, each decision's document, and its file as it was uploaded."""
    found = list(_decisions_of(round))
    if not found:
        return
    yield Piece(
        "beslut/beslut.xlsx",
        _("Organisationernas politiska beslut"),
        partial(_xlsx, round, found, names),
    )
    for number, decision in enumerate(found, start=1):
        organisation = str(decision.participation.organisation)
        stem = (
            f"beslut/{number:02}-{path_part(organisation, names)}-{path_part(str(decision), names)}"
        )
        what = {"organisation": organisation, "kind": decision.get_kind_display()}
        if decision.is_of_the_round:
            yield Piece(
                f"{stem}-tjansteskrivelse.pdf",
                _("Tjänsteskrivelse: %(organisation)s, %(kind)s") % what,
                partial(as_pdf_a, DECISION_DOCUMENT, decision, redact=names.redact),
            )
        if decision.file:
            yield Piece(
                f"{stem}-beslut.pdf",
                _("Beslut, så som det laddades upp: %(organisation)s, %(kind)s") % what,
                partial(_content_of, decision.file),
            )


def _content_of(field: Any) -> bytes:
    with field.open("rb") as file:
        content: bytes = file.read()
    return content


def _xlsx(round: Round, decisions: list[Decision], names: Names) -> bytes:
    header = [_("Organisation"), _("Beslut"), _("Läge"), _("Beslutas av"), _("Datum")]
    header += [_("Paragraf"), _("Diarienummer")]
    rows = [_cells(each) for each in decisions]
    sheet = Sheet(_("Beslut"), header, rows, [28, 26, 14, 24, 12, 12, 20])
    return xlsx_without([sheet], names, title=str(round), on=round.ends_on)


def _cells(decision: Decision) -> list[Cell]:
    return [
        str(decision.participation.organisation),
        decision.get_kind_display(),
        decision_row(decision).words,
        decision.body,
        f"{decision.decided_on:%Y-%m-%d}" if decision.decided_on else "",
        decision.paragraph,
        decision.dnr,
    ]


def texts(rounds: QuerySet[Round]) -> Iterator[tuple[QuerySet[Any], list[str]]]:
    decisions = Decision.objects.filter(participation__round__in=rounds)
    yield decisions, ["body", "dnr", "paragraph", "recipients", "file_name"]
    yield EditedSection.objects.filter(decision__in=decisions), ["text", "generated"]
    organisations = Organisation.objects.filter(participations__round__in=rounds)
    yield DecisionHeading.objects.filter(organisation__in=organisations), ["text"]


def anonymise(round: Round, names: Names) -> Counts:
    """Keep the decisions, without names in their texts. The files stay as they were uploaded."""
    written = texts(Round.objects.filter(pk=round.pk))
    return {"texts": sum(len(names.redact_rows(rows, *fields)) for rows, fields in written)}


def documents_of(round: Round) -> DocumentQuerySet:
    """The documents of the round's decisions, and of deleted ones."""
    ids = _decisions_of(round).values_list("pk", flat=True)
    made = Document.objects.of_kinds([DECISION_DOCUMENT]).filter(of__in=[str(pk) for pk in ids])
    return made | orphaned([DECISION_DOCUMENT], Decision.objects.all())


def kept(round: Round) -> Counts:
    found = Decision.objects.filter(participation__round=round)
    return {"decisions": found.count(), "decision_files": found.exclude(file="").count()}


DECISIONS = ClosingParticipant(
    name="decisions",
    remarks=remarks,
    pieces=pieces,
    texts=texts,
    anonymise=anonymise,
    documents=documents_of,
    kept=kept,
)
