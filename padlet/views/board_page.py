"""The board of those who signed in: its page, its state as JSON, its log."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from modellkoncept.documents.status import shown_state
from padlet import permissions
from padlet.live import board_cache, diff, projection
from padlet.live.projection import Snapshot
from padlet.models import Board, Section
from padlet.reports.documents.discussions import finished_documents, newest_documents
from padlet.views.board_parts import (
    answer_with_state,
    board_context,
    facilitated_board,
    qr_code,
    visible_board,
)
from padlet.views.drafts import draft_context
from padlet.views.summaries import with_summaries
from programmes.models import Membership, Role
from programmes.requests import Request

NEWEST = 3  # documents that the board's page shows
ENTRIES_PER_PAGE = 50


@require_safe
def board(request: Request, board_id: int) -> HttpResponse:
    return board_page(request, visible_board(request, board_id))


def board_page(request: Request, board: Board, status: int = 200, **more: Any) -> HttpResponse:
    """The whole page of a board, with `more` for its parts to say."""
    may_facilitate = permissions.may_facilitate_board(request.user, board)
    snapshot = (
        board_cache.view_for_facilitator(board)
        if may_facilitate
        else board_cache.current(board.pk, projection.GUEST)
    )
    if snapshot is None:
        raise Http404
    own_group = _own_group(request, board)
    there = [section.role_group for section in board.sections.all()]
    unfolded = own_group if own_group in there or not there else there[0]
    context = {
        **board_context(snapshot),
        **_sorting(request, board, may_facilitate),
        **draft_context(board),
        "section": "boards",
        "may_facilitate": may_facilitate,
        "own_group": unfolded,
        "write_url": _write_url(board, own_group),
    }
    if may_facilitate:
        context |= panel_context(request, snapshot)
        context["documents"] = finished_documents(board)[:NEWEST]
    context = with_summaries(context | more, request.user)
    return render(request, "padlet/board.html", context, status=status)


def panel_context(request: Request, snapshot: Snapshot) -> dict[str, Any]:
    """What the panel of whoever leads shows beside the board itself."""
    board = snapshot.board
    guest_url = settings.BASE_URL + board.get_guest_url()
    if settings.DEMO:
        guest_url = request.build_absolute_uri(board.get_guest_url())
    return {
        "may_facilitate": True,
        "guest_url": guest_url,
        "qr": qr_code(guest_url),
        # The scripts put the note's id and the last word of one of its steps here.
        "moderate_url": reverse("padlet:hide_note", args=[board.pk, UUID(int=0)]).replace(
            "/dolj/", "/STEP/"
        ),
        "waiting": waiting_notes(snapshot),
        "revealing_question": revealing_question(board),
        **documentation_of(board),
    }


def revealing_question(board: Board) -> str:
    """What is asked before gathered notes are shown: to all, or first to whoever approves them."""
    if board.approves:
        return _(
            "Sluta samla och gå igenom lapparna? De kommer först till dig, och var och en syns för"
            " alla när du har godkänt den. Det går inte att ångra."
        )
    return _("Visa lapparna för alla? Det går inte att ångra.")


def documentation_of(board: Board) -> dict[str, Any]:
    """The document that was asked for last of a closed board, and how far it has come."""
    closed = board.state == Board.State.CLOSED
    newest = newest_documents([board]).get(board.pk) if closed else None
    return {"documentation": newest, "state": shown_state(newest)} if newest else {}


@require_safe
def board_state(request: Request, board_id: int) -> HttpResponse:
    """The whole board as JSON, for a page that missed something or whose stream is dead."""
    board = visible_board(request, board_id)
    if not permissions.may_facilitate_board(request.user, board):
        return answer_with_state(request, board.pk, projection.GUEST)
    snapshot = board_cache.view_for_facilitator(board)
    if snapshot is None:
        raise Http404
    return HttpResponse(diff.encode_state(snapshot), content_type="application/json")


@require_safe
def log(request: Request, board_id: int) -> HttpResponse:
    """Who moderated the board, how and when; never which note or text."""
    board = facilitated_board(request, board_id)
    entries = board.moderations.by_minute()
    page = Paginator(entries, ENTRIES_PER_PAGE).get_page(request.GET.get("sida"))
    return render(request, "padlet/log.html", {"section": "boards", "board": board, "page": page})


def waiting_notes(snapshot: Snapshot | None) -> list[dict[str, Any]]:
    """The notes that somebody is to approve, each with the box it will stand in."""
    if snapshot is None:
        return []
    board = snapshot.board
    sections = {section.pk: section for section in board.sections.all()}
    numbers = {prompt.pk: number for number, prompt in enumerate(board.prompts.all(), start=1)}
    return [
        {**note, "of": sections[note["section"]], "number": numbers[note["prompt"]]}
        for note in snapshot.notes.values()
        if note["waiting"]
    ]


def _sorting(request: Request, board: Board, may_facilitate: bool) -> dict[str, Any]:
    """Which question's notes are being put into themes, and the note that is marked already."""
    if not may_facilitate:
        return {}
    asked = request.GET.get("ordna", "")
    try:
        picked = str(UUID(request.GET.get("lapp", "")))
    except ValueError:
        picked = ""
    return {"sorting": int(asked) if asked in map(str, range(1, 100)) else 0, "picked": picked}


def _own_group(request: Request, board: Board) -> str:
    """The role group of the reader in this round; empty when she has none."""
    memberships = Membership.objects.of(request.user)
    role = memberships.filter(participation__round=board.meeting.round_id).first()
    return Section.ROLES[Role(role.role)] if role else ""


def _write_url(board: Board, own_group: str) -> str:
    """Where the reader writes: her own group's page when it is known, else where one chooses."""
    for section in board.sections.all():
        if section.role_group == own_group and len(section.breakout_sizes) == 1:
            return reverse("padlet:write", args=[board.path, section.pk, 0])
    return board.get_guest_url()


def to_question(board: Board, number: int, *, sorting: bool = False) -> HttpResponse:
    """Back to the board, at one of its questions."""
    query = f"?ordna={number}" if sorting else ""
    return redirect(f"{board.get_absolute_url()}{query}#q-{number}")
