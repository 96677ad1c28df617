"""The pages of those who signed in. Guests' pages and the note doors stand beside, apart."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from meetings.models import Meeting
from modellkoncept.access import require
from padlet import permissions, services
from padlet.forms import BoardForm, OpenBoardForm
from padlet.models import Board
from padlet.views.board import board, board_state, log
from padlet.views.lead import lead, merge, panel
from padlet.views.moderation import approve_all, moderate
from padlet.views.parts import board_to_lead
from padlet.views.themes import change_theme, sort, themes
from programmes.requests import Request

__all__ = [
    "approve_all",
    "board",
    "board_state",
    "boards",
    "boards_of_meeting",
    "change_theme",
    "lead",
    "log",
    "merge",
    "moderate",
    "new_board",
    "open_board",
    "panel",
    "sort",
    "themes",
]

BOARDS_ON_A_PAGE = 30


@require_safe
def boards(request: Request) -> HttpResponse:
    found = (
        Board.objects.visible_to(request.user)
        .real()
        .select_related("meeting__programme", "meeting__group")
        .order_by("-meeting__date", "-pk")
    )
    page = Paginator(found, BOARDS_ON_A_PAGE).get_page(request.GET.get("sida"))
    return render(request, "padlet/boards.html", {"section": "boards", "page": page})


@require_safe
def boards_of_meeting(request: Request, meeting_id: int) -> HttpResponse:
    """The part of a meeting's page that this app owns; a page of its own without htmx."""
    meeting = get_object_or_404(
        Meeting.objects.visible_to(request.user).select_related("programme", "group"),
        pk=meeting_id,
    )
    context = {
        "section": "boards",
        "meeting": meeting,
        "boards": Board.objects.visible_to(request.user).real().filter(meeting=meeting),
        "may_lead": permissions.may_lead_boards_of(request.user, meeting),
    }
    part = "padlet/_boards_of_meeting.html"
    return render(request, part if request.htmx else "padlet/boards_of_meeting.html", context)


@require_http_methods(["GET", "POST"])
def new_board(request: Request) -> HttpResponse:
    meeting = get_object_or_404(
        Meeting.objects.visible_to(request.user).select_related("programme", "group"),
        pk=_number(request.GET.get("traff")),
    )
    require(permissions.may_lead_boards_of, request.user, meeting)
    form = BoardForm(request.POST or None, initial={"title": meeting.title})
    if form.is_valid():
        made = services.create_board(meeting=meeting, **form.cleaned_data)
        return redirect("padlet:open_board", made.pk)
    context = {"section": "boards", "meeting": meeting, "form": form}
    return render(request, "padlet/new_board.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def open_board(request: Request, board_id: int) -> HttpResponse:
    board = board_to_lead(request, board_id)
    if board.state != Board.State.DRAFT:
        return redirect(board)
    form = OpenBoardForm(request.POST or None, board=board)
    if form.is_valid():
        try:
            services.open_board(
                board=board,
                group_sizes=form.group_sizes,
                mode=form.cleaned_data["mode"],
                tick_seconds=form.cleaned_data["tick_seconds"],
            )
        except services.WrongStateError:
            messages.info(request, _("Någon annan hann öppna tavlan."))
        return redirect(board)
    context = {"section": "boards", "board": board, "form": form}
    return render(request, "padlet/open_board.html", context, status=422 if form.errors else 200)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004 – an id's length
