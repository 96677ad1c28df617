"""What whoever leads does with single notes: approve, hide with undo, remove."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from modellkoncept.confirming import ask_first, is_confirmed
from padlet import permissions, services, snapshots
from padlet.models import Board, Note
from padlet.views.parts import board_to_lead
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
    note: Note | None = None
    try:
        if step == "dolj":
            note = services.hide_note(board=board, note_id=note_id, by=request.user)
        elif step == "ta-bort":
            services.remove_note(board=board, note_id=note_id, by=request.user)
        else:
            note = services.show_note(board=board, note_id=note_id, by=request.user)
    except services.NoteGoneError:
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
            "note": snapshots.view_of(note),
            "role": next(s.role_group for s in board.sections.all() if s.pk == note.section_id),
            "number": prompts.index(note.prompt_id) + 1,
            "target": f"[data-note='{note.pk}']",
        }
    return render(request, "padlet/_moderated.html", context)


@require_POST
def approve_all(request: Request, board_id: int) -> HttpResponse:
    board = board_to_lead(request, board_id)
    if not is_confirmed(request):
        question = _("Godkänn alla lappar som väntar? De syns genast för alla.")
        return ask_first(request, question, back=f"{board.get_absolute_url()}#vantar")
    approved = services.approve_all(board=board)
    services.log_approval(board=board, by=request.user, how_many=approved)
    if approved:
        said = ngettext(
            "%(n)s lapp är godkänd och syns för alla.",
            "%(n)s lappar är godkända och syns för alla.",
            approved,
        )
        messages.success(request, said % {"n": approved})
    else:
        messages.info(request, _("Ingen lapp väntade längre."))
    return redirect(board)
