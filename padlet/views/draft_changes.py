"""The page where a board that has never been open is made otherwise."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from modellkoncept.web.methods import require_http_methods
from modellkoncept.web.parameters import whole_number
from padlet import errors
from padlet.forms.boards import BoardForm
from padlet.models import Board
from padlet.services import drafts
from padlet.views.board_parts import board_to_lead
from padlet.views.drafts import preview
from programmes.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
def change_board(request: Request, board_id: int) -> HttpResponse:
    """The form of a new board, filled in; 409 once the board has opened or somebody was faster."""
    board = board_to_lead(request, board_id)
    form = BoardForm(request.POST or None, initial=_kept(board), meeting=board.meeting)
    wants_preview = "forhandsvisa" in request.POST
    if wants_preview and request.htmx:
        boxes = preview(form, board.meeting)
        return render(request, "padlet/_new_boxes.html", {"boxes": boxes})
    if board.state != Board.State.DRAFT:
        return _page(request, board, form, status=409 if request.method == "POST" else 200)
    if request.method != "POST" or wants_preview or not form.is_valid():
        return _page(request, board, form, status=422 if form.errors else 200)
    try:
        drafts.change_draft(
            board=board, version=whole_number(request.POST.get("version")), **form.cleaned_data
        )
    except errors.WrongStateError:
        return _page(request, board_to_lead(request, board_id), form, status=409)
    except errors.BoardChangedError:
        stored = board_to_lead(request, board_id)
        return _page(request, stored, form, status=409, stored=_kept(stored))
    messages.success(request, _said(board))
    return redirect(board)


def _kept(board: Board) -> dict[str, Any]:
    """The board as its form shows it."""
    return {
        "title": board.title,
        "role_groups": [section.role_group for section in board.sections.all()],
        "prompts": "\n".join(prompt.template for prompt in board.prompts.all()),
        "instructions": board.instructions,
        "agenda_item": board.agenda_item_id,
    }


def _said(board: Board) -> str:
    if Board.objects.filter(rehearsal_of=board).exists():
        return _("Tavlan är ändrad. Repetitionen är som förut: släng den och prova igen.")
    return _("Tavlan är ändrad.")


def _page(
    request: Request,
    board: Board,
    form: BoardForm,
    *,
    status: int,
    stored: dict[str, Any] | None = None,
) -> HttpResponse:
    """The form; after a collision with what is stored beside what was typed."""
    # The version whose words the writer has seen.
    sees_it_now = request.method != "POST" or stored is not None
    context = {
        "section": "boards",
        "board": board,
        "form": form,
        "boxes": preview(form, board.meeting),
        "is_over": board.state != Board.State.DRAFT,
        "stored": stored,
        "groups": [str(section) for section in board.sections.all()],
        "version": board.version if sees_it_now else request.POST.get("version", ""),
    }
    return render(request, "padlet/change_board.html", context, status=status)
