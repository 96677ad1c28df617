"""The notes of a whole round, over all its groups: for SKR staff."""

from itertools import groupby

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from modellkoncept.access import require
from modellkoncept.documents.request import request_document
from modellkoncept.files import spreadsheets
from modellkoncept.files.downloads import as_download, safe_filename
from modellkoncept.web.http_methods import require_http_methods
from padlet import permissions
from padlet.forms.exports import SelectionForm
from padlet.reports.crosstab import boards_of, crosstab, prompts_of, sheets
from padlet.reports.documents.round_notes import ROUND_NOTES
from padlet.services import selections
from padlet.services.audit import record_export_of_notes
from programmes.models import Round
from programmes.requests import Request

NOTES_PER_PAGE = 100


@require_http_methods(["GET", "HEAD", "POST"])
def round_notes(request: Request, round_id: int) -> HttpResponse:
    """Counts and notes by prompt and role group; a POST asks for them as a document."""
    round = _round(request, round_id)
    form = _form(request, round)
    if request.method == "POST" and form.is_valid() and form.chosen:
        selection = selections.select_notes(round=round, boards=form.chosen, prompt=form.prompt)
        made = request_document(kind=ROUND_NOTES, of=selection, by=request.user)
        return redirect(made)
    found = crosstab(round, form.chosen, form.prompt)
    page = Paginator(found.all_texts, NOTES_PER_PAGE).get_page(request.GET.get("sida"))
    query = request.GET.copy()
    query.pop("sida", None)
    context = {
        "section": "rounds",
        "round": round,
        "form": form,
        "crosstab": found,
        "boards": form.chosen,
        "page": page,
        "shown": [
            (prompt, group, [text for _prompt, _group, text in texts])
            for (prompt, group), texts in groupby(page, key=lambda each: each[:2])
        ],
        "query": query.urlencode(),
    }
    status = 422 if form.errors else 200
    return render(request, "padlet/round_notes/round_notes.html", context, status=status)


@require_safe
def round_notes_xlsx(request: Request, round_id: int) -> HttpResponse:
    """The same selection as a workbook: the table, and the notes."""
    round = _round(request, round_id)
    form = _form(request, round)
    if request.method == "GET":
        record_export_of_notes(round=round, subject=str(round), by=request.user)
    with translation.override(round.language):
        found = sheets(crosstab(round, form.chosen, form.prompt))
        title = _("Lappar i omgången: %(round)s") % {"round": round}
    content = spreadsheets.xlsx_file(found, title=title, on=timezone.localdate())
    name = safe_filename(title, "xlsx")
    return as_download(content, spreadsheets.CONTENT_TYPES["xlsx"], name)


def _form(request: Request, round: Round) -> SelectionForm:
    boards = boards_of(round)
    chosen = request.POST if request.method == "POST" else request.GET or None
    return SelectionForm(chosen, boards=boards, prompts=prompts_of(boards, round.language))


def _round(request: Request, round_id: int) -> Round:
    round: Round = get_object_or_404(Round.objects.visible_to(request.user), pk=round_id)
    require(permissions.may_read_round, request.user, round)
    return round
