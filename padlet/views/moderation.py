"""Moderate single notes: approve, hide with undo, show, remove; and the log of it."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from modellkoncept.web.confirmation import confirmation_page, is_confirmed
from modellkoncept.web.http_methods import require_POST
from padlet import errors, permissions
from padlet.live import board_cache, projection
from padlet.models import Board, Note
from padlet.services import moderation
from padlet.texts.first_words import first_words
from padlet.views.board_access import facilitated_board
from padlet.views.board_context import quoted
from padlet.views.facilitation_context import waiting_notes
from programmes.requests import Request

ENTRIES_PER_PAGE = 50


def _answer(
    request: Request,
    board_id: int,
    note_id: UUID,
    take: Callable[[Board], Note | None],
    said: str,
    *,
    undo: bool = False,
) -> HttpResponse:
    """Take one step with the note of this public id, and answer with the note as it then stands.

    `take` returns the note, or None when it has removed it.
    """
    board = facilitated_board(request, board_id)
    waited = board.notes.filter(pk=board.row_id(note_id), state=Note.State.WAITING).exists()
    try:
        note = take(board)
    except errors.NoteChangedError:
        return _changed(request, board, note_id)
    except errors.NoteNotFoundError:
        if request.htmx:
            return _moderated(request, board, None, _("Lappen är redan borttagen."))
        raise Http404 from None
    if not request.htmx:
        messages.success(request, said)
        return redirect(f"{board.get_absolute_url()}#{'vantar' if waited else f'lapp-{note_id}'}")
    if waited:  # it leaves the list of those that wait; its box gets it with the next tick
        return _moderated(request, board, None, said)
    show_url = reverse("padlet:show_note", args=[board.pk, note_id]) if undo else ""
    return _moderated(request, board, note, said, show_url)


@require_POST
def hide_note(request: Request, board_id: int, note_id: UUID) -> HttpResponse:
    """Hide a note from everybody but the facilitators, with a way back."""

    def take(board: Board) -> Note:
        return moderation.hide_note(board=board, note_id=board.row_id(note_id), by=request.user)

    said = _("Lappen är dold. Bara ni som leder ser den.")
    return _answer(request, board_id, note_id, take, said, undo=True)


def _show(request: Request, board_id: int, note_id: UUID, said: str) -> HttpResponse:
    read = request.POST.getlist("last")

    def take(board: Board) -> Note:
        return moderation.show_note(
            board=board, note_id=board.row_id(note_id), by=request.user, read=read
        )

    return _answer(request, board_id, note_id, take, said)


@require_POST
def show_note(request: Request, board_id: int, note_id: UUID) -> HttpResponse:
    """Show a hidden note again."""
    return _show(request, board_id, note_id, _("Lappen syns för alla igen."))


@require_POST
def approve_note(request: Request, board_id: int, note_id: UUID) -> HttpResponse:
    """Approve a note that waits, as it was read."""
    return _show(request, board_id, note_id, _("Lappen är godkänd och syns för alla."))


@require_POST
def remove_note(request: Request, board_id: int, note_id: UUID) -> HttpResponse:
    """Delete a note for good, after a question."""
    board = facilitated_board(request, board_id)
    if not is_confirmed(request):
        question = _("Ta bort lappen för alltid? Det går inte att ångra.")
        back = f"{board.get_absolute_url()}#lapp-{note_id}"
        return confirmation_page(request, question, back=back, yes=_("Ta bort lappen"))

    def take(board: Board) -> None:
        moderation.remove_note(board=board, note_id=board.row_id(note_id), by=request.user)

    return _answer(request, board_id, note_id, take, _("Lappen är borttagen för alltid."))


def _moderated(
    request: Request, board: Board, note: Note | None, said: object, undo: str = ""
) -> HttpResponse:
    """The current note, or nothing in its place, and what was done."""
    context = {
        "board": board,
        "may_facilitate": True,
        "may_add_takeaway": permissions.may_add_takeaway(request.user, board),
        "said": said,
        "undo": undo,
        "note": None,
    }
    if note is not None:
        prompts = [prompt.pk for prompt in board.prompts.all()]
        snapshot = board_cache.view_for_facilitator(board)
        # As everybody sees it: what its author does with it is told with the ticks.
        view = snapshot.notes.get(str(note.public_id)) if snapshot else None
        context |= {
            "note": {
                **(view or projection.note_view(note, projection.tags_of(board))),
                "first_words": quoted(first_words(str(note.text))),
            },
            "role": next(s.role_group for s in board.sections.all() if s.pk == note.section_id),
            "number": prompts.index(note.prompt_id) + 1,
            "target": f"[data-note='{note.public_id}']",
        }
    return render(request, "padlet/moderation/_moderated.html", context)


def _changed(request: Request, board: Board, note_id: UUID) -> HttpResponse:
    """Its author has changed the note since it was read: it waits, with the new text."""
    said = _("Lappen har ändrats sedan du läste den. Läs den nya texten först.")
    if not request.htmx:
        messages.warning(request, said)
        return redirect(f"{board.get_absolute_url()}#vantar")
    board_cache.read_at_next_tick(board)  # which tells the text that she has to read
    snapshot = board_cache.view_for_facilitator(board)
    context = {
        "board": board,
        "said": said,
        "waits": [each for each in waiting_notes(snapshot) if each["id"] == str(note_id)],
    }
    return render(request, "padlet/moderation/_moderated.html", context)


@require_POST
def approve_all(request: Request, board_id: int) -> HttpResponse:
    """Approve the notes that stood on the page, as they stood there."""
    board = facilitated_board(request, board_id)
    if not is_confirmed(request):
        question = _("Godkänn alla lappar som väntar? De syns genast för alla.")
        back = f"{board.get_absolute_url()}#vantar"
        return confirmation_page(request, question, back=back, yes=_("Godkänn alla"))
    approved = moderation.approve_all(board=board, read=set(request.POST.getlist("last")))
    moderation.log_approval(board=board, by=request.user, how_many=approved)
    if approved:
        said = ngettext(
            "%(n)s lapp är godkänd och syns för alla.",
            "%(n)s lappar är godkända och syns för alla.",
            approved,
        )
        messages.success(request, said % {"n": approved})
    board.refresh_from_db(fields=["sealed_on"])
    still = board_cache.count_pending(board)
    if still:
        said = ngettext(
            "%(n)s lapp kom eller ändrades efter att du läste. Den väntar.",
            "%(n)s lappar kom eller ändrades efter att du läste. De väntar.",
            still,
        )
        messages.info(request, said % {"n": still})
    elif not approved:
        messages.info(request, _("Ingen lapp väntade längre."))
    return redirect(f"{board.get_absolute_url()}#vantar" if still else board.get_absolute_url())


@require_safe
def log(request: Request, board_id: int) -> HttpResponse:
    """The moderation log: who, how and when; never which note or text."""
    board = facilitated_board(request, board_id)
    entries = board.moderations.by_minute()
    page = Paginator(entries, ENTRIES_PER_PAGE).get_page(request.GET.get("sida"))
    return render(
        request, "padlet/moderation/log.html", {"section": "boards", "board": board, "page": page}
    )
