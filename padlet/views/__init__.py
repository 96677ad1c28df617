"""The pages of those who signed in. Guests' pages and the note doors stand beside, apart."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetings.models import Meeting
from modellkoncept import documents
from modellkoncept.access import require
from modellkoncept.models import Document
from padlet import permissions, services, snapshots
from padlet.forms import BoardForm, OpenBoardForm
from padlet.models import Board, Note, Section
from padlet.views.parts import answer_with_state, board_context, qr_code
from programmes.models import Membership, Role
from programmes.requests import Request

BOARDS_ON_A_PAGE = 30
NEWEST = 3  # documents that the board's page shows
# What the facilitator may do to the board as a whole: the address' last word, and the service.
STEPS = {
    "pausa": services.pause_board,
    "fortsatt": services.resume_board,
    "frys": services.freeze_board,
    "visa": services.reveal_notes,
    "byt-lank": services.change_link,
    "stang": services.close_board,
}


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


@require_safe
def board(request: Request, board_id: int) -> HttpResponse:
    board = _visible_board(request, board_id)
    may_lead = permissions.may_lead_board(request.user, board)
    snapshot = (
        snapshots.for_its_leader(board)
        if may_lead
        else snapshots.current(board.pk, snapshots.GUEST)
    )
    if snapshot is None:
        raise Http404
    guest_url = settings.BASE_URL + board.get_guest_url()
    if settings.DEMO:
        guest_url = request.build_absolute_uri(board.get_guest_url())
    context = {
        **board_context(snapshot),
        "section": "boards",
        "may_lead": may_lead,
        "guest_url": guest_url,
        "qr": qr_code(guest_url),
        "own_group": _own_group(request, board),
        "documents": Document.objects.ready_about("discussions", board)[:NEWEST]
        if may_lead
        else [],
    }
    return render(request, "padlet/board.html", context)


@require_safe
def board_state(request: Request, board_id: int) -> HttpResponse:
    """The whole board as JSON, for a page that missed something or whose stream is dead."""
    board = _visible_board(request, board_id)
    if not permissions.may_lead_board(request.user, board):
        return answer_with_state(request, board.pk, snapshots.GUEST)
    snapshot = snapshots.for_its_leader(board)
    if snapshot is None:
        raise Http404
    return HttpResponse(snapshots.as_json(snapshot), content_type="application/json")


@require_http_methods(["GET", "POST"])
def open_board(request: Request, board_id: int) -> HttpResponse:
    board = _board_to_lead(request, board_id)
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


@require_POST
def lead(request: Request, board_id: int, step: str) -> HttpResponse:
    """One step with the whole board: pause, go on, reveal, change link, close, document."""
    board = _board_to_lead(request, board_id)
    if step == "dokument":
        return _document(request, board)
    if step not in STEPS:
        return HttpResponse(status=404)
    try:
        STEPS[step](board=board)
    except services.WrongStateError:
        messages.warning(request, _("Tavlan hade redan ändrats av någon annan."))
    return redirect(board)


def _document(request: Request, board: Board) -> HttpResponse:
    if board.is_rehearsal:
        messages.warning(
            request, _("En repetition blir ingen dokumentation: lapparna är påhittade.")
        )
        return redirect(board)
    if not board.shows_notes:
        messages.warning(
            request, _("Visa lapparna först. Dokumentationen får bara innehålla det alla har sett.")
        )
        return redirect(board)
    made = documents.request_document(
        kind="discussions", of=board, formats=["pdf", "word"], by=request.user
    )
    return redirect(made)


@require_POST
def merge(request: Request, board_id: int, section_id: int) -> HttpResponse:
    board = _board_to_lead(request, board_id)
    try:
        section = services.merge_groups(board=board, section_id=section_id)
    except services.WrongBoxError:
        raise Http404 from None
    except services.WrongStateError:
        messages.warning(request, _("Grupperna går inte att slå ihop nu."))
    else:
        messages.success(request, _("%(section)s är nu en grupp.") % {"section": section})
    return redirect(board)


@require_POST
def moderate(request: Request, board_id: int, note_id: UUID, step: str) -> HttpResponse:
    """Hide a note, show it again, or delete it for good."""
    board = _board_to_lead(request, board_id)
    note: Note | None = None
    try:
        if step == "dolj":
            note = services.hide_note(board=board, note_id=note_id, by=request.user)
        elif step == "visa":
            note = services.show_note(board=board, note_id=note_id, by=request.user)
        elif step == "ta-bort":
            services.remove_note(board=board, note_id=note_id, by=request.user)
        else:
            return HttpResponse(status=404)
    except services.NoteGoneError:
        raise Http404 from None
    if not request.htmx:
        return redirect(board)
    if note is None:
        return HttpResponse("")
    role = next(s.role_group for s in board.sections.all() if s.pk == note.section_id)
    context = {"note": snapshots.view_of(note), "role": role, "board": board, "may_lead": True}
    return render(request, "padlet/_note.html", context)


def _own_group(request: Request, board: Board) -> str:
    """The role group whose notes stand unfolded on a phone: one's own, else the first."""
    memberships = Membership.objects.of(request.user)
    role = memberships.filter(participation__programme=board.meeting.programme_id).first()
    there = [section.role_group for section in board.sections.all()]
    own = Section.ROLES[Role(role.role)] if role else ""
    return own if own in there or not there else there[0]


def _visible_board(request: Request, board_id: int) -> Board:
    return get_object_or_404(Board.objects.visible_to(request.user).with_boxes(), pk=board_id)


def _board_to_lead(request: Request, board_id: int) -> Board:
    board = _visible_board(request, board_id)
    require(permissions.may_lead_board, request.user, board)
    return board


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004 – an id's length
