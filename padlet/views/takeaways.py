"""Copy a note's text to the takeaways of the user's own organisation: its words, nothing else."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from meetings.services import takeaways as takeaways_service
from modellkoncept.access import require
from modellkoncept.web.http_methods import require_POST
from padlet import permissions
from padlet.live import board_cache
from padlet.texts import prompt_wording
from padlet.views.board_access import visible_board
from programmes.requests import Request


@require_POST
def add_takeaway(request: Request, board_id: int, note_id: UUID) -> HttpResponse:
    board = visible_board(request, board_id)
    require(permissions.may_add_takeaway, request.user, board)
    seen = board_cache.visible_notes(board)
    note = next((note for note in seen if note.public_id == note_id), None)
    if note is None:
        raise Http404
    participation = board.meeting.participation_of(request.user)
    assert participation is not None  # noqa: S101 – the rule has just said so
    language = board.meeting.round.language
    template = next(each.template for each in board.prompts.all() if each.pk == note.prompt_id)
    question = prompt_wording.worded_for_all(template, language)
    takeaways_service.add_takeaway(
        participation=participation,
        meeting=board.meeting,
        text=str(note.text),
        source=f"{board.title} – {question}",
    )
    if request.htmx:
        return render(request, "padlet/takeaways/_added_takeaway.html", {"meeting": board.meeting})
    said = _("Lappens text finns nu bland de sparade idéerna för %(organisation)s.")
    messages.success(request, said % {"organisation": participation})
    from_summary = request.POST.get("fran") == "sammanfatta"
    page = reverse("padlet:summarise" if from_summary else "padlet:board", args=[board.pk])
    return redirect(f"{page}#lapp-{note_id}")
