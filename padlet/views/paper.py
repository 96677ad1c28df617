"""Paper for participants without a phone: sheets to print, and forms to type them in."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from modellkoncept.documents.offers import offer_of
from modellkoncept.documents.request import request_document
from modellkoncept.text.cleaning import clean_line
from modellkoncept.web.conflict import CONFLICT
from modellkoncept.web.http_methods import require_http_methods, require_POST
from padlet import credentials, errors
from padlet.forms.paper import LineFormSet, PaperBoxForm, PaperForm
from padlet.models import Board
from padlet.reports.documents.paper import PAPER
from padlet.services import paper as paper_service
from padlet.views.board_access import facilitated_board
from programmes.requests import Request


@require_http_methods(["GET", "POST"])
def paper(request: Request, board_id: int) -> HttpResponse:
    """Type in a paper sheet: first all of it, then line by line, then save it as notes."""
    board = facilitated_board(request, board_id)
    if request.method != "POST" or not board.accepts_paper:
        if request.method == "POST":
            messages.warning(request, _("Tavlan tar inte emot fler lappar från papper."))
        return _page(request, board, PaperForm(board=board, initial=_chosen(request)))
    step = request.POST.get("steg")
    if step == "upp":
        return _put_up(request, board)
    if step == "tillbaka":
        return _page(request, board, PaperForm(board=board, initial=_typed_again(request)))
    form = PaperForm(request.POST, board=board)
    if not form.is_valid():
        return _page(request, board, form, status=422)
    lines = form.cleaned_data["lines"]
    given: dict[str, Any] = {"rad-TOTAL_FORMS": len(lines), "rad-INITIAL_FORMS": 0}
    for number, text in enumerate(lines):
        given |= {f"rad-{number}-take": "on", f"rad-{number}-text": text}
    return _look_through(request, board, form, LineFormSet(given, prefix="rad"))


@require_POST
def paper_sheets(request: Request, board_id: int) -> HttpResponse:
    board = facilitated_board(request, board_id)
    made = request_document(kind=PAPER, of=board, by=request.user)
    return redirect(made)


def _put_up(request: Request, board: Board) -> HttpResponse:
    form = PaperBoxForm(request.POST, board=board)
    lines = LineFormSet(request.POST, prefix="rad")
    if not form.is_valid():
        messages.warning(request, _("Gruppen eller frågan finns inte längre. Välj igen."))
        initial = _typed_again(request)
        return _page(request, board, PaperForm(board=board, initial=initial), status=422)
    if not lines.is_valid():
        return _look_through(request, board, form, lines, status=422)
    texts = [line.cleaned_data["text"] for line in lines if line.cleaned_data.get("take")]
    if not texts:
        messages.warning(request, _("Ta med minst en rad."))
        return _look_through(request, board, form, lines, status=422)
    try:
        made = paper_service.add_paper_notes(
            board=board, token=request.POST.get("token", ""), texts=texts, **form.box
        )
    except errors.NoteTextError:
        messages.warning(request, _("En rad innehåller inget som vi kan läsa. Rätta den."))
        return _look_through(request, board, form, lines, status=422)
    except errors.BoardFullError:
        messages.warning(request, _("Tavlan är full: så många lappar får inte plats."))
        return _look_through(request, board, form, lines, status=CONFLICT)
    except errors.AlreadySubmittedError as error:
        said = ngettext(
            "%(n)s rad finns redan på tavlan sedan förra gången. Ta bara med det som saknas.",
            "%(n)s rader finns redan på tavlan sedan förra gången. Ta bara med det som saknas.",
            error.how_many,
        )
        messages.warning(request, said % {"n": error.how_many})
        return _look_through(request, board, form, lines, status=CONFLICT, new_sheet=True)
    except (errors.WrongStateError, errors.InvalidTargetError, errors.TokenError):
        messages.warning(request, _("Tavlan har ändrats. Inga lappar sattes upp, försök igen."))
        initial = _typed_again(request)
        return _page(request, board, PaperForm(board=board, initial=initial), status=CONFLICT)
    said = ngettext(
        "%(n)s lapp från papper sitter uppe.", "%(n)s lappar från papper sitter uppe.", made
    )
    messages.success(request, said % {"n": made})
    chosen = f"?grupp={form.cleaned_data['group']}&fraga={form.cleaned_data['prompt']}"
    response = redirect("padlet:paper", board.pk)
    response["Location"] += chosen
    return response


def _chosen(request: Request) -> dict[str, str]:
    """The next sheet is mostly of the same group, or answers the same prompt."""
    return {"group": request.GET.get("grupp", ""), "prompt": request.GET.get("fraga", "")}


def _typed_again(request: Request) -> dict[str, str]:
    """The typed lines, joined in one field."""
    count = len([name for name in request.POST if name.endswith("-text")])
    texts = [request.POST.get(f"rad-{number}-text", "") for number in range(count)]
    return {
        "group": request.POST.get("group", ""),
        "prompt": request.POST.get("prompt", ""),
        "lines": "\n".join(filter(None, map(clean_line, texts))),
    }


def _page(request: Request, board: Board, form: PaperForm, *, status: int = 200) -> HttpResponse:
    context = {
        "section": "boards",
        "board": board,
        "form": form,
        "accepts_paper": board.accepts_paper,
        "sheets": offer_of(PAPER, board),
    }
    return render(request, "padlet/paper/paper.html", context, status=status)


def _look_through(
    request: Request,
    board: Board,
    form: PaperBoxForm,
    lines: Any,
    *,
    status: int = 200,
    new_sheet: bool = False,
) -> HttpResponse:
    """Each line by itself; `new_sheet` when what is sent next is another sheet than the last."""
    given = "" if new_sheet else request.POST.get("token", "")
    context = {
        "section": "boards",
        "board": board,
        "box": form.in_words(),
        "given": form.cleaned_data,
        "lines": lines,
        "token": given if given else secrets.token_hex(credentials.TOKEN_HEX_LENGTH // 2),
    }
    return render(request, "padlet/paper/paper_lines.html", context, status=status)
