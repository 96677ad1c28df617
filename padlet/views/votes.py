"""The page where counted hands are entered, a prompt at a time."""

import re
import secrets
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from modellkoncept.web.conflict import CONFLICT
from modellkoncept.web.http_methods import require_http_methods
from modellkoncept.web.query_parameters import number_or_zero
from padlet import credentials, errors
from padlet.forms.votes import VotesForm
from padlet.live import board_cache
from padlet.models import Board
from padlet.queries.breakouts import breakout_name
from padlet.services import votes as votes_service
from padlet.texts import prompt_wording
from padlet.views.board_access import facilitated_board
from programmes.requests import Request

NOTES_PER_PAGE = 100
NOTE_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@require_http_methods(["GET", "HEAD", "POST"])
def votes(request: Request, board_id: int) -> HttpResponse:
    """The notes of a prompt, each with a field for how many raised their hands."""
    board = facilitated_board(request, board_id)
    if not board.accepts_votes:
        if request.method == "POST":
            messages.warning(request, _("Tavlan tar inte emot några röster. Inget är ändrat."))
        context = {"section": "boards", "board": board}
        return render(request, "padlet/votes/votes.html", context)
    notes = _notes(board)
    if request.method != "POST":
        return _page(request, board, notes)
    return _enter(request, board, notes)


def _enter(request: Request, board: Board, notes: list[dict[str, Any]]) -> HttpResponse:
    sent = [note for note in notes if note["id"] in request.POST]
    if _names_others(request, notes):
        messages.warning(
            request, _("En lapp som du gav röster syns inte längre. Inget är ändrat, försök igen.")
        )
        return _page(request, board, notes, VotesForm(request.POST, notes=sent), status=CONFLICT)
    form = VotesForm(request.POST, notes=sent)
    if not form.is_valid():
        return _page(request, board, notes, form, status=422)
    if not form.votes:
        messages.warning(request, _("Skriv hur många som räckte upp handen för minst en lapp."))
        return _page(request, board, notes, form, status=422)
    votes = dict(zip(board.row_ids(form.votes), form.votes.values(), strict=True))
    try:
        votes_service.add_votes(board=board, token=request.POST.get("token", ""), votes=votes)
    except errors.TooFewVotesError as error:
        note_id = str(board.public_id(error.note_id))
        form.add_error(note_id, _("Lappen har inte så många röster att ta bort."))
        return _page(request, board, notes, form, status=422)
    except (errors.NoteNotFoundError, errors.WrongStateError, errors.TokenError):
        messages.warning(request, _("Tavlan har ändrats. Inget är sparat, försök igen."))
        return _page(request, board, notes, form, status=CONFLICT)
    said = ngettext(
        "Rösterna är sparade för %(n)s lapp.", "Rösterna är sparade för %(n)s lappar.",
        len(form.votes),
    )  # fmt: skip
    messages.success(request, said % {"n": len(form.votes)})
    return HttpResponseRedirect(request.get_full_path())


def _names_others(request: Request, notes: list[dict[str, Any]]) -> bool:
    """Whether hands are sent for a note that is not there (any more)."""
    known = {note["id"] for note in notes}
    return any(
        NOTE_ID.fullmatch(name) and name not in known and request.POST.get(name, "").strip()
        for name in request.POST
    )


def _page(
    request: Request,
    board: Board,
    notes: list[dict[str, Any]],
    form: VotesForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    prompts = list(board.prompts.all())
    asked = number_or_zero(request.GET.get("fraga"))
    number = asked if 1 <= asked <= len(prompts) else 1
    of_prompt = [note for note in notes if note["prompt"] == prompts[number - 1].pk]
    page = Paginator(of_prompt, NOTES_PER_PAGE).get_page(request.GET.get("sida"))
    form = form or VotesForm(notes=list(page))
    sections = {section.pk: section for section in board.sections.all()}
    context = {
        "section": "boards",
        "board": board,
        "form": form,
        "page": page,
        "page_query": f"fraga={number}",
        "number": number,
        "prompt": prompt_wording.worded_for_all(
            prompts[number - 1].template, board.meeting.round.language
        ),
        "rows": [
            {
                "note": note,
                "now": note[board.vote_field],
                "group": breakout_name(str(sections[note["section"]]), note["breakout"]),
                "field": form[note["id"]],
            }
            for note in page
            if note["id"] in form.fields
        ],
        "tabs": [
            {
                "url": f"?fraga={each}",
                "text": _("Fråga %(number)s") % {"number": each},
                "current": each == number,
            }
            for each in range(1, len(prompts) + 1)
        ],
        "token": secrets.token_hex(credentials.TOKEN_HEX_LENGTH // 2),
    }
    return render(request, "padlet/votes/votes.html", context, status=status)


def _notes(board: Board) -> list[dict[str, Any]]:
    """The notes that everybody sees, as of the last tick."""
    snapshot = board_cache.view_for_facilitator(board)
    if snapshot is None:
        raise Http404
    return [note for note in snapshot.notes.values() if not note["hidden"] and not note["waiting"]]
