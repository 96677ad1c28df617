"""The list of boards, the boards of one meeting, and the page of a board."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from meetings import permissions as meeting_permissions
from meetings.models import Meeting
from modellkoncept.documents.offers import offers_of
from modellkoncept.web.query_parameters import number_or_zero
from padlet import permissions
from padlet.live import board_cache, diff, projection
from padlet.live.holders import holder_of
from padlet.models import Board
from padlet.queries.boards import nearest_meeting, rows_of_meeting
from padlet.queries.open_boards import own_groups, write_url
from padlet.reports.documents.discussions import DISCUSSIONS_BY_GROUP
from padlet.views.board_access import facilitated_board, visible_board
from padlet.views.board_context import board_context
from padlet.views.cached_pages import answer_with_state, with_server_time
from padlet.views.documentation import documents_of_board
from padlet.views.drafts import draft_context
from padlet.views.facilitation_context import panel_context
from padlet.views.summaries import with_summaries
from programmes.models import User
from programmes.requests import Request

BOARDS_PER_PAGE = 30


@require_safe
def boards(request: Request) -> HttpResponse:
    found = (
        Board.objects.visible_to(request.user)
        .without_rehearsals()
        .select_related("meeting__round", "meeting__group")
        .order_by("-meeting__date", "-pk")
    )
    page = Paginator(found, BOARDS_PER_PAGE).get_page(request.GET.get("sida"))
    context = {
        "section": "boards",
        "page": page,
        "set_up_for": nearest_meeting(request.user),
    }
    return render(request, "padlet/boards/boards.html", context)


@require_safe
def boards_of_meeting(request: Request, meeting_id: int) -> HttpResponse:
    """The part of a meeting's page that this app owns; a page of its own without htmx."""
    meeting = get_object_or_404(
        Meeting.objects.visible_to(request.user).select_related("round", "group"),
        pk=meeting_id,
    )
    may_facilitate = permissions.may_facilitate_boards_of(request.user, meeting)
    boards = rows_of_meeting(request.user, meeting)
    context = {
        "section": "boards",
        "meeting": meeting,
        "boards": _with_documents(request.user, boards),
        "may_facilitate": may_facilitate and not meeting.round.is_closed,
        "may_add_takeaway": meeting_permissions.may_add_takeaway(request.user, meeting),
    }
    part = "padlet/boards/_boards_of_meeting.html"
    return render(
        request, part if request.htmx else "padlet/boards/boards_of_meeting.html", context
    )


def _with_documents(user: User, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each row with what there is of its board's documentation, where the user may read that."""
    boards = Board.objects.with_documents_for(user).filter(state=Board.State.CLOSED)
    mine = set(boards.filter(pk__in=[row["board"].pk for row in rows]).values_list("pk", flat=True))
    closed = [row["board"] for row in rows if row["board"].pk in mine]
    offers = offers_of(DISCUSSIONS_BY_GROUP, closed)
    return [{**row, "offer": offers.get(str(row["board"].pk))} for row in rows]


@require_safe
def board(request: Request, board_id: int) -> HttpResponse:
    return board_page(request, visible_board(request, board_id))


def board_page(request: Request, board: Board, status: int = 200, **more: Any) -> HttpResponse:
    """The whole page of a board, with `more` for its parts to say."""
    may_facilitate = permissions.may_facilitate_board(request.user, board)
    snapshot = (
        board_cache.view_for_facilitator(board, board_cache.PATIENCE)
        if may_facilitate
        else board_cache.current_snapshot(board.pk, projection.GUEST, board_cache.PATIENCE)
    )
    if snapshot is None:
        raise Http404
    round_id = board.meeting.round_id
    own_group = own_groups(request.user, {round_id}).get(round_id, "")
    context = {
        **board_context(snapshot, holder_of(request)),
        **_sorting(request, board, may_facilitate),
        **draft_context(board),
        "section": "boards",
        "may_facilitate": may_facilitate,
        "write_url": write_url(board, own_group),
    }
    _unfold_columns(context["prompts"], own_group)
    if may_facilitate:
        context |= panel_context(request, snapshot)
    context |= documents_of_board(request.user, board)
    context = with_summaries(context | more, request.user)
    return render(request, "padlet/boards/board.html", context, status=status)


@require_safe
def board_state(request: Request, board_id: int) -> HttpResponse:
    """The whole board as JSON, for a page that missed something or whose stream is dead."""
    board = visible_board(request, board_id)
    if not permissions.may_facilitate_board(request.user, board):
        return answer_with_state(request, board.pk, projection.GUEST, holder_of(request))
    snapshot = board_cache.view_for_facilitator(board)
    if snapshot is None:
        raise Http404
    content = diff.encode_state(snapshot, holder_of(request))
    return with_server_time(HttpResponse(content, content_type="application/json"))


@require_safe
def projector_address(request: Request, board_id: int) -> HttpResponse:
    """The projector's address as JSON: a facilitator's own screen follows when the link changes."""
    board = facilitated_board(request, board_id)
    response = JsonResponse({"address": reverse("padlet:projector", args=[board.path])})
    response["Cache-Control"] = "no-store"
    return response


def _unfold_columns(prompts: list[dict[str, Any]], own_group: str) -> None:
    """Where columns fold, those with notes stand open; without any, the user's own or the first."""
    for prompt in prompts:
        boxes = prompt["boxes"]
        own = [box for box in boxes if box["section"].role_group == own_group] or boxes[:1]
        unfolded = [box for box in boxes if box["notes"]] or own
        for box in boxes:
            box["is_unfolded"] = box in unfolded


def _sorting(request: Request, board: Board, may_facilitate: bool) -> dict[str, Any]:
    """The prompt whose notes are being clustered, and the note that is selected already."""
    if not may_facilitate:
        return {}
    try:
        picked = str(UUID(request.GET.get("lapp", "")))
    except ValueError:
        picked = ""
    return {"sorting": number_or_zero(request.GET.get("ordna")), "picked": picked}


def redirect_to_prompt(board: Board, number: int, *, sorting: bool = False) -> HttpResponse:
    """Redirect to the board, at one of its prompts."""
    query = f"?ordna={number}" if sorting else ""
    return redirect(f"{board.get_absolute_url()}{query}#q-{number}")
