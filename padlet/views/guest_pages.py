"""The pages of those who came by the board's secret address: no sign-in, no session, no cookie.

Each page is the same bytes for everybody who reads the same language, made once per version of the
board. The language is the round's, unless the address names another: it is kept nowhere else.
"""

import json
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from modellkoncept.privacy.small_groups import is_small
from modellkoncept.web.language import language_in_address, query_of
from padlet.live import board_cache, diff
from padlet.live.projection import GUEST, Snapshot
from padlet.models import MAX_NOTE_LENGTH, Board
from padlet.texts import prompt_wording
from padlet.views.board_context import board_context, qr_code, section_context
from padlet.views.cached_pages import answer_with_bytes, answer_with_state


@login_not_required
@require_safe
def join(request: HttpRequest, path: str) -> HttpResponse:
    """Choose a group."""
    board_id, chosen = _board_id(path), language_in_address(request)

    def render(snapshot: Snapshot) -> bytes:
        return _page("padlet/guest/join.html", snapshot, chosen)

    key = ("join", chosen)
    return answer_with_bytes(request, board_id, GUEST, key, render, patience=board_cache.PATIENCE)


@login_not_required
@require_safe
def write(request: HttpRequest, path: str, section_id: int, breakout: int) -> HttpResponse:
    """The page where one group writes, and sees what it has written."""
    board_id, chosen = _board_id(path), language_in_address(request)
    snapshot = board_cache.current_snapshot(board_id, GUEST, board_cache.PATIENCE)
    if snapshot is None:
        raise Http404
    if not _is_a_group(snapshot.board, section_id, breakout):
        return _nearest(snapshot.board, section_id, chosen)

    def render(snapshot: Snapshot) -> bytes:
        return _page("padlet/guest/write.html", snapshot, chosen, box=(section_id, breakout))

    key = ("write", section_id, breakout, chosen)
    return answer_with_bytes(request, board_id, GUEST, key, render, patience=board_cache.PATIENCE)


@login_not_required
@require_safe
def projector(request: HttpRequest, path: str) -> HttpResponse:
    """The board for the projector."""
    board_id, chosen = _board_id(path), language_in_address(request)
    base = request.build_absolute_uri("/")[:-1] if settings.DEMO else settings.BASE_URL

    def render(snapshot: Snapshot) -> bytes:
        address = base + snapshot.board.get_guest_url()
        return _page("padlet/guest/projector.html", snapshot, chosen, guest_url=address)

    key = ("projector", base, chosen)
    return answer_with_bytes(request, board_id, GUEST, key, render, patience=board_cache.PATIENCE)


@login_not_required
@require_safe
def board_state(request: HttpRequest, path: str) -> HttpResponse:
    """The whole board as JSON, for a page that missed something or whose stream is dead."""
    return answer_with_state(request, _board_id(path), GUEST)


def _write_context(snapshot: Snapshot, section_id: int, breakout: int) -> dict[str, Any]:
    board = snapshot.board
    language = board.meeting.round.language
    section = next(s for s in board.sections.all() if s.pk == section_id)
    group = next(g for g in section_context(section)["groups"] if g["number"] == breakout)
    return {
        "section": section,
        "group": group,
        "is_small": is_small(group["size"]),
        "is_named": not breakout or section.tag_of(breakout),
        "note_length": MAX_NOTE_LENGTH,
        "note_url": reverse("padlet:note", args=[board.path, 1, 2, 3]).replace("/1/2/3/", "/"),
        "own_notes_url": reverse("padlet:own", args=[board.path, 1]).removesuffix("1/"),
        "done_url": reverse("padlet:done", args=[board.path, section.pk, breakout]),
        "dot_url": reverse("padlet:dot", args=[board.path, section.pk, UUID(int=0)]),
        "passes": json.dumps(diff.write_passes(snapshot)),
        "own_prompts": [
            {
                "pk": prompt.pk,
                "text": prompt_wording.worded_for(prompt.template, section.role_group, language),
                "notes": [
                    note
                    for note in snapshot.notes.values()
                    if (note["prompt"], note["section"]) == (prompt.pk, section_id)
                ],
            }
            for prompt in board.prompts.all()
        ],
    }


def _nearest(board: Board, section_id: int, chosen: str) -> HttpResponse:
    """Groups may have been merged since this address was opened: go to where its people are now."""
    if _is_a_group(board, section_id, 0):
        address = reverse("padlet:write", args=[board.path, section_id, 0])
    elif any(section.pk == section_id for section in board.sections.all()):
        address = reverse("padlet:join", args=[board.path])
    else:
        translation.activate(chosen or board.meeting.round.language)  # of the page that says so
        raise Http404
    return HttpResponseRedirect(address + query_of(chosen))


def _is_a_group(board: Board, section_id: int, breakout: int) -> bool:
    return any(
        section["section"].pk == section_id and group["number"] == breakout
        for section in map(section_context, board.sections.all())
        for group in section["groups"]
    )


def _board_id(path: str) -> int:
    """The board with this path; 404 for a changed one. Every guest page calls this."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM padlet_board WHERE path = %s", [path])
        found = cursor.fetchone()
    if found is None:
        raise Http404
    board_cache.follow_link(int(found[0]), path)
    return int(found[0])


def _page(
    template: str,
    snapshot: Snapshot,
    chosen: str,
    *,
    box: tuple[int, int] | None = None,
    guest_url: str = "",
) -> bytes:
    """The page in the chosen language, or the round's where nobody chose; the same bytes to all."""
    spoken = snapshot.board.meeting.round.language
    language = chosen or spoken
    with translation.override(language):
        context = {
            **board_context(snapshot),
            "DEMO": settings.DEMO,
            "spoken": spoken,  # what the facilitator has written is in this language
            "language_query": query_of(chosen),
            "foot_query": query_of(language),
            "api_query": query_of(language),
        }
        if box:
            context |= _write_context(snapshot, *box)
        if guest_url:
            context |= {"guest_url": guest_url, "qr": qr_code(guest_url)}
        return render_to_string(template, context).encode()
