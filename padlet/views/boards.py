"""The list of boards, and the boards of one meeting."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from meetings.models import Meeting
from modellkoncept.documents.status import shown_state
from padlet import permissions
from padlet.models import Board
from padlet.queries.boards import rows_of_meeting
from padlet.reports.documents.discussions import newest_documents
from programmes.requests import Request

BOARDS_PER_PAGE = 30


@require_safe
def boards(request: Request) -> HttpResponse:
    found = (
        Board.objects.visible_to(request.user)
        .real()
        .select_related("meeting__round", "meeting__group")
        .order_by("-meeting__date", "-pk")
    )
    page = Paginator(found, BOARDS_PER_PAGE).get_page(request.GET.get("sida"))
    return render(request, "padlet/boards.html", {"section": "boards", "page": page})


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
        "boards": _with_documents(boards) if may_facilitate else boards,
        "may_facilitate": may_facilitate and not meeting.round.is_closed,
        "may_take_home": permissions.takes_part(request.user, meeting),
    }
    part = "padlet/_boards_of_meeting.html"
    return render(request, part if request.htmx else "padlet/boards_of_meeting.html", context)


def _with_documents(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each row with its board's newest documentation, and how far that has come."""
    newest = newest_documents([row["board"] for row in rows])
    return [
        {**row, "document": document, "state": shown_state(document)}
        if (document := newest.get(row["board"].pk))
        else row
        for row in rows
    ]
