"""This app's part of a closing: its boards in the pack, and its texts without names."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from modellkoncept.documents.build import as_pdf_a
from modellkoncept.documents.editions import still_holds
from modellkoncept.documents.models import Document, DocumentQuerySet
from modellkoncept.documents.status import orphaned
from modellkoncept.privacy.redaction import Names
from padlet.models import Attachment, Board, Cluster, Moderation, Note, Prompt, Selection, Sentence
from padlet.reports.documents.discussions import DISCUSSIONS, KINDS
from padlet.reports.documents.paper import PAPER
from padlet.reports.documents.round_notes import ROUND_NOTES
from padlet.reports.exports import spreadsheet
from programmes.closing.archive.contents import path_part, xlsx_without
from programmes.closing.participants import ClosingParticipant, Counts, Piece, Remark
from programmes.models import Round


def _boards_of(round: Round) -> Any:
    return (
        Board.objects.without_rehearsals()
        .filter(meeting__round=round)
        .order_by("meeting__date", "pk")
    )


def remarks(round: Round) -> Iterator[Remark]:
    """Report unsealed boards, which stop the closing, and what the pack will lack."""
    for board in _boards_of(round).opened().select_related("meeting"):
        where = {"title": board.title, "meeting": board.meeting.title}
        if not board.sealed_on:
            said = _("Tavlan ”%(title)s” (%(meeting)s) är inte stängd. Stäng den först.")
            yield Remark(said % where, board.get_absolute_url(), stops=True)
        elif not board.is_shareable:
            said = _("Lapparna på ”%(title)s” (%(meeting)s) har aldrig visats och följer inte med.")
            yield Remark(said % where, board.get_absolute_url())
    for document in _documents_of_boards(round).unfinished():
        said = _("Dokumentet ”%(title)s” skapas just nu.")
        yield Remark(said % {"title": document.title}, reverse("document", args=[document.pk]))


def _documents_of_boards(round: Round) -> DocumentQuerySet:
    boards = Board.objects.filter(meeting__round=round).values_list("pk", flat=True)
    selections = Selection.objects.filter(round=round).values_list("pk", flat=True)
    of_boards = Document.objects.of_kinds([*KINDS, PAPER]).filter(of__in=[str(pk) for pk in boards])
    of_round = Document.objects.of_kinds([ROUND_NOTES]).filter(
        of__in=[str(pk) for pk in selections]
    )
    return of_boards | of_round


def _left_alone(boards: QuerySet[Board]) -> DocumentQuerySet:
    """The documentation of those of the boards whose notes are disposed of: nothing else has it.

    Not what was made before something was withdrawn: nobody can fetch that.
    """
    alone = {str(board.pk): board for board in boards.filter(disposed_on__isnull=False)}
    made = (
        Document.objects.of_kinds(KINDS).filter(state=Document.State.DONE).exclude(pdf="", word="")
    )
    editions = made.filter(of__in=alone).values_list("pk", "of", "edition")
    return made.filter(
        pk__in=[pk for pk, of, edition in editions if still_holds(edition, alone[of].edition)]
    )


def documents_of(round: Round) -> DocumentQuerySet:
    """Those of its boards and selections, but for what is all that is left; and the orphaned."""
    alone = _left_alone(Board.objects.filter(meeting__round=round)).values("pk")
    return (
        _documents_of_boards(round).exclude(pk__in=alone)
        | orphaned([*KINDS, PAPER], Board.objects.all())
        | orphaned([ROUND_NOTES], Selection.objects.all())
    )


def pieces(round: Round, names: Names) -> Iterator[Piece]:
    """Each board's summary and notes, as far as everybody has been shown them, and its files."""
    boards = _boards_of(round).opened().with_boxes().prefetch_related("attachments")
    for number, board in enumerate(boards, start=1):
        title = names.redact(spreadsheet.title_of(board))
        folder = f"tavlor/{number:02}-{path_part(spreadsheet.title_of(board), names)}"
        if board.is_shareable:
            yield from _words_of(board, folder, title, names)
        for place, attachment in enumerate(board.attachments.all(), start=1):
            stem = path_part(attachment.name.removesuffix(".pdf"), names) or "bilaga"
            yield Piece(
                f"{folder}/bilagor/{place:02}-{stem}.pdf",
                _("Bilaga till instruktionen, så som den laddades upp: %(title)s")
                % {"title": title},
                partial(_content_of, attachment.file),
            )


def _words_of(board: Board, folder: str, title: str, names: Names) -> Iterator[Piece]:
    if board.disposed_on:
        yield from _made_before_disposal(board, folder, title)
        return
    yield Piece(
        f"{folder}/dokumentation.pdf",
        _("Sammanfattning och lappar: %(title)s") % {"title": title},
        partial(as_pdf_a, DISCUSSIONS, board, redact=names.redact),
    )
    yield Piece(
        f"{folder}/lappar.xlsx",
        _("Lapparna i ett kalkylblad: %(title)s") % {"title": title},
        partial(_xlsx, board, names),
    )


def _made_before_disposal(board: Board, folder: str, title: str) -> Iterator[Piece]:
    made = _left_alone(Board.objects.filter(pk=board.pk))
    for place, document in enumerate(made.order_by("finished_at"), start=1):
        file, suffix = (document.pdf, "pdf") if document.pdf else (document.word, "docx")
        yield Piece(
            f"{folder}/dokumentation-{place}.{suffix}",
            _(
                "Dokumentation från tiden före gallringen, i ursprungligt skick. Namn är inte"
                " borttagna: %(title)s"
            )
            % {"title": title},
            partial(_content_of, file),
        )


def _content_of(field: Any) -> bytes:
    with field.open("rb") as file:
        content: bytes = file.read()
    return content


def _xlsx(board: Board, names: Names) -> bytes:
    title, on = spreadsheet.title_of(board), board.meeting.date
    return xlsx_without([spreadsheet.sheet(board)], names, title=title, on=on)


def texts(rounds: QuerySet[Round]) -> Iterator[tuple[QuerySet[Any], list[str]]]:
    theirs = {"board__meeting__round__in": rounds}
    yield Note.objects.filter(**theirs), ["text"]
    yield Sentence.objects.filter(**theirs), ["text"]
    yield Cluster.objects.filter(**theirs), ["title"]
    yield Prompt.objects.filter(**theirs), ["template"]
    yield Attachment.objects.filter(**theirs), ["name"]
    yield Selection.objects.filter(round__in=rounds), ["prompt"]
    boards = Board.objects.filter(meeting__round__in=rounds)
    yield boards, ["title", "instructions", "disposal"]


def anonymise(round: Round, names: Names) -> Counts:
    """Redact the names in notes and summaries, which stay."""
    written = texts(Round.objects.filter(pk=round.pk))
    rewritten = sum(len(names.redact_rows(rows, *fields)) for rows, fields in written)
    boards = Board.objects.filter(meeting__round=round)
    if rewritten:
        # What a browser or a cache holds of the boards is made again, and the notes' old rows go.
        # Documentation is all that is left of disposed boards, and stays as it was made.
        boards.update(version=F("version") + 1, rewrite_pending=True)
        boards.filter(disposed_on=None).update(redaction_count=F("redaction_count") + 1)
    rewritten += len(names.redact_rows(_left_alone(boards), "title"))
    of_others = Moderation.objects.filter(who__is_staff=False, who__is_superuser=False)
    moderations = of_others.filter(board__in=boards).update(who=None)
    return {"texts": rewritten, "moderations": moderations}


def kept(round: Round) -> Counts:
    boards = Board.objects.filter(meeting__round=round)
    return {
        "boards": _boards_of(round).opened().count(),
        "attachments": Attachment.objects.filter(board__in=boards).count(),
        "spared": _left_alone(boards).count(),
        "moderators": Moderation.objects.filter(board__in=boards, who__isnull=False).count(),
    }


CLOSING_PARTICIPANT = ClosingParticipant(
    name="boards",
    remarks=remarks,
    pieces=pieces,
    texts=texts,
    anonymise=anonymise,
    documents=documents_of,
    kept=kept,
)
