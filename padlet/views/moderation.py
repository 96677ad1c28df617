"""What whoever leads does with single notes: approve, hide with undo, remove."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from modellkoncept.web.confirmation import ask_first, is_confirmed
from modellkoncept.web.methods import require_POST
from padlet import errors, permissions
from padlet.live import board_cache
from padlet.models import Board, Note
from padlet.services import moderation
from padlet.views.board_page import waiting_notes
from padlet.views.board_parts import board_to_lead
from programmes.requests import Request

SAID = {
    "dolj": gettext_lazy("Lappen är dold. Bara ni som leder ser den."),
    "visa": gettext_lazy("Lappen syns för alla igen."),
    "godkann": gettext_lazy("Lappen är godkänd och syns för alla."),
    "ta-bort": gettext_lazy("Lappen är borttagen för alltid."),
}


@require_POST
def moderate(request: Request, board_id: int, note_id: UUID, step: str) -> HttpResponse:
    """Approve or hide a note, show it again, or delete it for good."""
    board = board_to_lead(request, board_id)
    if step not in SAID:
        return HttpResponse(status=404)
    if step == "ta-bort" and not is_confirmed(request):
        question = _("Ta bort lappen för alltid? Det går inte att ångra.")
        return ask_first(request, question, back=f"{board.get_absolute_url()}#lapp-{note_id}")
    waited = board.notes.filter(pk=note_id, state=Note.State.WAITING).exists()
    try:
        note = _take(step, request, board, note_id)
    except errors.NoteChangedError:
        return _changed(request, board, note_id)
    except errors.NoteGoneError:
        if request.htmx:
            return _moderated(request, board, None, _("Lappen är redan borttagen."))
        raise Http404 from None
    if not request.htmx:
        messages.success(request, SAID[step])
        return redirect(f"{board.get_absolute_url()}#{'vantar' if waited else f'lapp-{note_id}'}")
    undo = reverse("padlet:moderate", args=[board.pk, note_id, "visa"]) if step == "dolj" else ""
    # What waited leaves the list of those who wait; its box gets it with the next tick.
    shown = None if waited else note
    return _moderated(request, board, shown, SAID[step], "" if waited else undo)


def _take(step: str, request: Request, board: Board, note_id: UUID) -> Note | None:
    """The note after the step; None when it is gone."""
    where: dict[str, Any] = {"board": board, "note_id": note_id, "by": request.user}
    if step == "dolj":
        return moderation.hide_note(**where)
    if step == "ta-bort":
        moderation.remove_note(**where)
        return None
    return moderation.show_note(**where, read=request.POST.getlist("last"))


def _moderated(
    request: Request, board: Board, note: Note | None, said: object, undo: str = ""
) -> HttpResponse:
    """The note as it stands now, or nothing in its place, and what was done."""
    context = {
        "board": board,
        "may_lead": True,
        "may_take_home": permissions.may_take_home(request.user, board),
        "said": said,
        "undo": undo,
        "note": None,
    }
    if note is not None:
        prompts = [prompt.pk for prompt in board.prompts.all()]
        context |= {
            "note": board_cache.view_of(note),
            "role": next(s.role_group for s in board.sections.all() if s.pk == note.section_id),
            "number": prompts.index(note.prompt_id) + 1,
            "target": f"[data-note='{note.pk}']",
        }
    return render(request, "padlet/_moderated.html", context)


def _changed(request: Request, board: Board, note_id: UUID) -> HttpResponse:
    """Its author has changed the note since it was read: it waits, with the new text."""
    said = _("Lappen har ändrats sedan du läste den. Läs den nya texten först.")
    if not request.htmx:
        messages.warning(request, said)
        return redirect(f"{board.get_absolute_url()}#vantar")
    snapshot = board_cache.for_its_leader(board)
    context = {
        "board": board,
        "said": said,
        "waits": [each for each in waiting_notes(snapshot) if each["id"] == str(note_id)],
    }
    return render(request, "padlet/_moderated.html", context)


@require_POST
def approve_all(request: Request, board_id: int) -> HttpResponse:
    """Approve the notes that stood on the page, as they stood there."""
    board = board_to_lead(request, board_id)
    if not is_confirmed(request):
        question = _("Godkänn alla lappar som väntar? De syns genast för alla.")
        return ask_first(request, question, back=f"{board.get_absolute_url()}#vantar")
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
    still = board_cache.how_many_wait(board)
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
