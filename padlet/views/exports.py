"""The export pages of a board's notes: files, documents, and text to paste."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from modellkoncept.documents.directions import with_directions
from modellkoncept.documents.request import request_document
from modellkoncept.files.downloads import as_download, safe_filename
from modellkoncept.web.http_methods import require_http_methods
from padlet.forms.exports import DocumentForm
from padlet.models import Board
from padlet.reports.board_report import Order
from padlet.reports.documents.discussions import (
    discussions,
    finished_documents,
    why_no_documentation,
)
from padlet.reports.exports.formats import FORMATS, ExportFormat
from padlet.services.audit import record_export_of_notes
from padlet.views.board_access import facilitated_board
from programmes.requests import Request

DOCUMENTS_SHOWN = 10
NAMES_OF_ORDERS = {
    Order.BY_GROUP: gettext_lazy("Grupp för grupp"),
    Order.BY_PROMPT: gettext_lazy("Fråga för fråga"),
    Order.TOGETHER: gettext_lazy("Fråga för fråga, smågrupperna ihop"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def exports_page(request: Request, board_id: int) -> HttpResponse:
    """The page of export formats; a POST requests a document."""
    board = facilitated_board(request, board_id)
    order = _order(request)
    form = DocumentForm(request.POST or None, initial={"order": order})
    if form.is_valid() and board.is_shareable and not why_no_documentation(board):
        made = request_document(kind=form.kind, of=board, by=request.user)
        return redirect(made)
    context = {
        "section": "boards",
        "board": board,
        "meeting": board.meeting,
        "form": form,
        "order": order,
        "orders": _orders(board, order),
        "rich": _rich(board, order),
        "formats": FORMATS,
        "why_not": why_no_documentation(board),
        "documents": finished_documents(board)[:DOCUMENTS_SHOWN],
    }
    return render(
        request, "padlet/exports/exports.html", context, status=422 if form.errors else 200
    )


@require_safe
def export(request: Request, board_id: int, export_format: ExportFormat) -> HttpResponse:
    """The notes as a file, also while people write. Its text follows the round's language."""
    board = facilitated_board(request, board_id)
    if not board.is_shareable:
        return redirect("padlet:exports", board.pk)  # which says why
    if request.method == "GET" and not board.is_rehearsal:
        record_export_of_notes(round=board.meeting.round, subject=board.title, by=request.user)
    with translation.override(board.meeting.round.language):
        content = export_format.make(board, _order(request))
    name = safe_filename(board.title, export_format.suffix, ending=f"{board.meeting.date:%Y-%m-%d}")
    return as_download(content, export_format.content_type, name)


def _order(request: Request) -> Order:
    """The order that the address asks for, group by group when it asks for none that there is."""
    asked = request.GET.get("ordning", "")
    return next((order for order in Order if order == asked), Order.BY_GROUP)


def _orders(board: Board, current: Order) -> list[dict[str, Any]]:
    """The orders to choose from, as tabs: breakouts are put together where there are any."""
    has_breakouts = any(section.disclosable_breakouts for section in board.sections.all())
    return [
        {"url": f"?ordning={name}", "text": NAMES_OF_ORDERS[name], "current": name == current}
        for name in Order
        if name != Order.TOGETHER or has_breakouts
    ]


def _rich(board: Board, order: Order) -> SafeString:
    """The summary and the notes as plain headings and lists, to paste into a letter."""
    with translation.override(board.meeting.round.language):
        return mark_safe(  # noqa: S308 – our own template, which escapes what people wrote
            with_directions(
                render_to_string("padlet/exports/_rich_text.html", discussions(board, by=order))
            )
        )
