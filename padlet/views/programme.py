"""The notes of a whole round, over all its groups: for SKR staff."""

from itertools import groupby

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from modellkoncept import documents, spreadsheets
from modellkoncept.access import require
from padlet import permissions, services
from padlet.forms import SelectionForm
from padlet.tally import boards_of, questions_of, sheets, tally
from padlet.views.exports import as_download
from programmes.models import Programme
from programmes.requests import Request

NOTES_ON_A_PAGE = 100


@require_http_methods(["GET", "HEAD", "POST"])
def round_notes(request: Request, programme_id: int) -> HttpResponse:
    """Counts and notes by question and role group; a POST asks for them as a document."""
    programme = _programme(request, programme_id)
    form = _form(request, programme)
    if request.method == "POST" and form.is_valid() and form.chosen:
        selection = services.select_notes(
            programme=programme, boards=form.chosen, question=form.question
        )
        made = documents.request_document(
            kind="round-notes", of=selection, formats=["pdf", "word"], by=request.user
        )
        return redirect(made)
    found = tally(programme, form.chosen, form.question)
    page = Paginator(found.all_texts, NOTES_ON_A_PAGE).get_page(request.GET.get("sida"))
    query = request.GET.copy()
    query.pop("sida", None)
    context = {
        "section": "programmes",
        "programme": programme,
        "form": form,
        "tally": found,
        "boards": form.chosen,
        "page": page,
        "shown": [
            (question, group, [text for _question, _group, text in texts])
            for (question, group), texts in groupby(page, key=lambda each: each[:2])
        ],
        "query": query.urlencode(),
    }
    status = 422 if form.errors else 200
    return render(request, "padlet/round_notes.html", context, status=status)


@require_safe
def round_notes_xlsx(request: Request, programme_id: int) -> HttpResponse:
    """The same selection as a workbook: the table, and the notes."""
    programme = _programme(request, programme_id)
    form = _form(request, programme)
    with translation.override(programme.language):
        found = sheets(tally(programme, form.chosen, form.question))
        title = _("Lappar i omgången: %(round)s") % {"round": programme}
    content = spreadsheets.xlsx_file(found, title=title, on=timezone.localdate())
    name = documents.named_file(title, "xlsx")
    return as_download(content, spreadsheets.CONTENT_TYPES["xlsx"], name)


def _form(request: Request, programme: Programme) -> SelectionForm:
    boards = boards_of(programme)
    chosen = request.POST if request.method == "POST" else request.GET or None
    return SelectionForm(chosen, boards=boards, questions=questions_of(boards, programme.language))


def _programme(request: Request, programme_id: int) -> Programme:
    programme: Programme = get_object_or_404(
        Programme.objects.visible_to(request.user), pk=programme_id
    )
    require(permissions.may_read_round, request.user, programme)
    return programme
