"""The documentation of a board's discussions: the summary first or the notes only."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.documents.source import document_title, printed
from modellkoncept.documents.kinds import Kind, Version, fingerprint
from modellkoncept.documents.models import Document, DocumentQuerySet
from modellkoncept.privacy.small_groups import LIMITS
from modellkoncept.templatetags.ui import day
from padlet.live.cached_board import keeps_to_ticks
from padlet.models import Board
from padlet.queries.breakouts import sections_with_unnamed, small_breakouts
from padlet.reports import note_labels
from padlet.reports.board_report import Heading, NoteEntry, Order, board_report
from programmes.models import User


def board_by_id(of: str) -> Board:
    return Board.objects.with_boxes().get(pk=of)


def discussions(
    board: Board, *, by: Order = Order.BY_PROMPT, with_summary: bool = True
) -> dict[str, Any]:
    """The visible notes in the order of their lots, below what was summed up of them.

    Holds text and group, and what stands on the note: no id, nothing that tells one author from
    another. Notes are numbered only where sentences point at them.
    """
    meeting = board.meeting
    found = board_report(board, by=by)
    summaries = found.summaries if with_summary else []
    entries = found.entries
    facts = [(_("Träff"), meeting.title), (_("Dag"), day(meeting.date))]
    if meeting.place:
        facts.append((_("Plats"), meeting.place))
    facts.append((_("Antal lappar"), str(len(entries))))
    now = timezone.localtime()
    state = _("%(state)s när dokumentet skapades, kl. %(time)s") % {
        "state": board.get_state_display(),
        "time": f"{now:%H.%M}",
    }
    facts.append((_("Tavlan"), state))
    return {
        "title": _("Dokumentation av gruppdiskussioner"),
        "subtitle": f"{meeting.title}, {meeting.round}",
        "facts": facts,
        "board": board,
        "headings": [_printed(heading, numbered=bool(summaries)) for heading in found.headings],
        "summaries": [
            {
                "title": f"{summary.number}. {summary.prompt}",
                "sentences": [
                    {
                        "sentence_no": sentence.sentence_no,
                        "text": sentence.text,
                        "resting": note_labels.cited_notes_label(sentence),
                    }
                    for sentence in summary.sentences
                ],
                "left_out": note_labels.left_out_words(summary.left_out)
                if summary.left_out
                else "",
            }
            for summary in summaries
        ],
        "small_breakouts": small_breakouts(board),
        "sections_with_unnamed": sections_with_unnamed(board),
        "limits": LIMITS,
        "has_paper": any(entry.from_paper for entry in entries),
    }


def _printed(heading: Heading, *, numbered: bool) -> dict[str, Any]:
    """A heading as the template prints it: what stands behind a note is words already."""
    return {
        "title": heading.title,
        "is_empty": not any(heading.all_entries()),
        "entries": [_printed_entry(entry, numbered=numbered) for entry in heading.entries],
        "headings": [_printed(below, numbered=numbered) for below in heading.headings],
    }


def _printed_entry(entry: NoteEntry, *, numbered: bool) -> dict[str, Any]:
    return {
        "number": entry.number if numbered else None,
        "text": entry.text,
        "after": note_labels.note_suffix(entry).strip(),
        "sentence_nos": note_labels.sentence_no_words(entry) if numbered else "",
    }


def why_no_documentation(board: Board) -> str:
    """Once the notes are disposed of there is nothing to make it of."""
    if not board.disposed_on:
        return ""
    return _("Lapparna på tavlan är gallrade. Därför kan du inte skapa en ny dokumentation.")


def boards_with_documents(user: User) -> QuerySet[Board]:
    return Board.objects.with_documents_for(user)


def board_versions(ids: Collection[str]) -> dict[str, Version]:
    """The versions of these boards; what each document prints of the meeting counts, too.

    While people write, a document shows the board as of a tick, and no page may tell between two
    ticks whether anything has come since (TRUST: C6): nobody knows whether it still reads the same.
    """
    boards = Board.objects.filter(pk__in=ids)
    return {
        str(board.pk): Version(
            edition=board.edition,
            content=""
            if keeps_to_ticks(board)
            else fingerprint((board.title, board.content_version, printed(board.meeting))),
            is_final=board.disposed_on is not None,
        )
        for board in boards.select_related("meeting__round", "meeting__group", "meeting__theme")
    }


# How the documents are called, before the meeting and its day.
_documentation = gettext_lazy("Dokumentation")
_just_notes = gettext_lazy("Lappar")


def _kind(name: str, label: Any, **choice: Any) -> Kind:
    def context(board: Board) -> dict[str, Any]:
        return discussions(board, **choice)

    return Kind(
        name=name,
        label=label,
        template="padlet/documents/discussions.html",
        find=board_by_id,
        readable=boards_with_documents,
        context=context,
        versions=board_versions,
        title=lambda board: document_title(
            str(_documentation if choice.get("with_summary", True) else _just_notes),
            board.meeting,
            board.title,
        ),
        language=lambda board: board.meeting.round.language,
        round_id=lambda board: board.meeting.round_id,
        refusal=why_no_documentation,
    )


_discussions = gettext_lazy("Dokumentation av gruppdiskussioner")
_notes = gettext_lazy("Lappar från gruppdiskussioner")
DISCUSSIONS = _kind("discussions", _discussions, by=Order.BY_PROMPT)
DISCUSSIONS_BY_GROUP = _kind("discussions-by-group", _discussions, by=Order.BY_GROUP)
# (in which order, whether the summary comes first) -> the kind of document
_kinds = {
    (Order.BY_PROMPT, True): DISCUSSIONS,
    (Order.BY_GROUP, True): DISCUSSIONS_BY_GROUP,
    (Order.TOGETHER, True): _kind("discussions-together", _discussions, by=Order.TOGETHER),
    (Order.BY_PROMPT, False): _kind("notes", _notes, by=Order.BY_PROMPT, with_summary=False),
    (Order.BY_GROUP, False): _kind("notes-by-group", _notes, by=Order.BY_GROUP, with_summary=False),
    (Order.TOGETHER, False): _kind("notes-together", _notes, by=Order.TOGETHER, with_summary=False),
}
KINDS = list(_kinds.values())


def kind_of(*, by: Order, with_summary: bool) -> Kind:
    """The kind of document that holds this."""
    return _kinds[by, with_summary]


def newest_documents(boards: Iterable[Board]) -> dict[int, Document]:
    """For each of the boards the document that was asked for last, however far it has come."""
    asked = Document.objects.of_kinds(KINDS).filter(of__in=[str(board.pk) for board in boards])
    return {int(document.of): document for document in asked.order_by("requested_at")}


def finished_documents(board: Board) -> DocumentQuerySet:
    """The newest of each kind that has been made of the board, the newest first."""
    of_board = Document.objects.of_kinds(KINDS).filter(of=str(board.pk))
    return of_board.newest_of_each().order_by("-finished_at")
