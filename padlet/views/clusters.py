"""Notes put into themes: the same doors for forms, for the keyboard and for what is dragged."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from modellkoncept.web.methods import require_POST
from padlet import errors
from padlet.live import board_cache
from padlet.models import Board, Cluster, Note
from padlet.services import clusters
from padlet.views.board_page import board_page, to_question
from padlet.views.board_parts import board_context, board_to_lead
from programmes.requests import Request

NEW = "nytt"  # where to: a theme that is made on the way
MOST_MOVED = 2000  # notes at a time: as many as a board holds


@require_safe
def themes(request: Request, board_id: int, prompt_id: int) -> HttpResponse:
    """The themes of a question and the menu to move notes into them."""
    board = board_to_lead(request, board_id)
    number = _number(board, prompt_id)
    if not request.htmx:
        return to_question(board, number, sorting=True)
    return _part(request, board, number)


@require_POST
def sort(request: Request, board_id: int, prompt_id: int) -> HttpResponse:
    """Put the marked notes into a theme, a new one, or none."""
    board = board_to_lead(request, board_id)
    number = _number(board, prompt_id)
    where = request.POST.get("till", "")
    try:
        note_ids = _note_ids(request)
        cluster = None
        if where == NEW:
            title = request.POST.get("tema", "")
            cluster = clusters.add_cluster(board=board, prompt_id=prompt_id, title=title)
        elif where not in ("", "0"):
            cluster = _cluster(board, where)
        moved = []
        if note_ids or where != NEW:  # a theme may be made before there is anything in it
            moved = clusters.sort_notes(
                board=board,
                prompt_id=prompt_id,
                note_ids=note_ids,
                cluster_id=cluster.pk if cluster else None,
            )
    except tuple(TROUBLE) as error:
        return _refused(request, board, number, _sentence(error))
    said = _said(moved, cluster)
    if request.headers.get("Accept") != "application/json":
        messages.success(request, said)
        return to_question(board, number, sorting=True)
    snapshot = board_cache.for_its_leader(board_to_lead(request, board.pk))
    if snapshot is None:
        raise Http404
    put = [board_cache.view_of(note) for note in moved if str(note.pk) in snapshot.notes]
    return JsonResponse({"said": said, "stage": snapshot.stage, "put": put})


@require_POST
def change_theme(request: Request, board_id: int, cluster_id: int, step: str) -> HttpResponse:
    """Rename a theme, move it up or down among the others, or take it away."""
    board = board_to_lead(request, board_id)
    if step not in ("namn", "upp", "ner", "ta-bort"):
        return HttpResponse(status=404)
    cluster = board.clusters.filter(pk=cluster_id).first()
    prompt_id = cluster.prompt_id if cluster else _number_in(request.POST.get("fraga"))
    number = _number(board, prompt_id)
    shown: dict[str, Any] = {}
    try:
        if step == "namn":
            typed = request.POST.get("tema", "")
            shown = {"renaming": cluster_id, "typed": typed}
            clusters.rename_cluster(board=board, cluster_id=cluster_id, title=typed)
        elif step == "ta-bort":
            clusters.remove_cluster(board=board, cluster_id=cluster_id)
        else:
            steps = -1 if step == "upp" else 1
            clusters.move_cluster(board=board, cluster_id=cluster_id, steps=steps)
    except tuple(TROUBLE) as error:
        shown |= {"trouble_at": number, "trouble_themes": _sentence(error)}
        if request.htmx:
            return _part(request, board, number, status=422, **shown)
        return board_page(request, board, 422, sorting=number, **shown)
    if request.htmx:
        return _part(request, board_to_lead(request, board.pk), number)
    return to_question(board, number, sorting=True)


def _part(
    request: Request, board: Board, number: int, status: int = 200, **shown: Any
) -> HttpResponse:
    snapshot = board_cache.for_its_leader(board)
    if snapshot is None:
        raise Http404
    context = board_context(snapshot)
    context |= {"question": context["questions"][number - 1], "sorting": number, **shown}
    return render(request, "padlet/_sort.html", context, status=status)


def _refused(request: Request, board: Board, number: int, sentence: str) -> HttpResponse:
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"error": sentence}, status=422)
    shown = {"trouble_at": number, "trouble_themes": sentence}
    return board_page(request, board, 422, sorting=number, **shown)


def _said(moved: list[Note], cluster: Cluster | None) -> str:
    if not moved:
        return _("Temat finns nu.")
    n = len(moved)
    if cluster is None:
        said = ngettext("%(n)s lapp står utan tema.", "%(n)s lappar står utan tema.", n)
    else:
        said = ngettext(
            "%(n)s lapp flyttad till %(theme)s.",
            "%(n)s lappar flyttade till %(theme)s.",
            n,
        )
    return said % {"n": n, "theme": cluster.title if cluster else ""}


def _note_ids(request: Request) -> list[UUID]:
    given = request.POST.getlist("lapp")[:MOST_MOVED]
    try:
        return [UUID(each) for each in given]
    except ValueError:
        raise errors.NoteGoneError from None


def _cluster(board: Board, where: str) -> Cluster:
    cluster = board.clusters.filter(pk=_number_in(where)).first()
    if cluster is None:
        raise errors.ClusterGoneError
    return cluster


def _number(board: Board, prompt_id: int) -> int:
    """Which question this is: 1, 2 …"""
    for number, prompt in enumerate(board.prompts.all(), start=1):
        if prompt.pk == prompt_id:
            return number
    raise Http404


def _number_in(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004 – an id's length


def _sentence(error: Exception) -> str:
    return TROUBLE[type(error)]()


TROUBLE = {
    errors.NoteGoneError: lambda: _("Markera minst en lapp först."),
    errors.ClusterTitleError: lambda: (
        _("Ge temat ett namn med högst %(most)s tecken.") % {"most": clusters.CLUSTER_LENGTH}
    ),
    errors.ClusterTitleTakenError: lambda: _("Ett annat tema på frågan heter redan så."),
    errors.ClusterGoneError: lambda: _("Temat finns inte längre. Välj ett annat."),
    errors.TooManyClustersError: lambda: (
        _("En fråga kan ha högst %(most)s teman.") % {"most": clusters.MOST_CLUSTERS}
    ),
}
