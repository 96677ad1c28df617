"""Sort notes into clusters: the same addresses for forms, the keyboard and drag and drop."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from modellkoncept.web.confirmation import confirmation_page, is_confirmed
from modellkoncept.web.http_methods import require_POST
from modellkoncept.web.query_parameters import number_or_zero
from padlet import errors
from padlet.live import board_cache
from padlet.models import Board, Cluster, Note
from padlet.services import clusters as clusters_service
from padlet.views.board_access import facilitated_board
from padlet.views.board_context import board_context
from padlet.views.boards import board_page, redirect_to_prompt
from programmes.requests import Request

NEW = "nytt"  # where to: a cluster that is made on the way
MAX_MOVED = 2000  # notes at a time: as many as a board holds


@require_safe
def clusters(request: Request, board_id: int, prompt_id: int) -> HttpResponse:
    """The clusters of a prompt and the menu to move notes into them."""
    board = facilitated_board(request, board_id)
    number = _number(board, prompt_id)
    if not request.htmx:
        return redirect_to_prompt(board, number, sorting=True)
    return _part(request, board, number)


@require_POST
def sort_notes(request: Request, board_id: int, prompt_id: int) -> HttpResponse:
    """Move the selected notes into a cluster, a new one, or none."""
    board = facilitated_board(request, board_id)
    number = _number(board, prompt_id)
    where = request.POST.get("till", "")
    try:
        note_ids = board.row_ids(_note_ids(request))
        cluster = None
        if where == NEW:
            title = request.POST.get("tema", "")
            cluster = clusters_service.add_cluster(board=board, prompt_id=prompt_id, title=title)
        elif where not in ("", "0"):
            cluster = _cluster(board, where)
        moved = []
        if note_ids or where != NEW:  # a cluster may be made before there is anything in it
            moved = clusters_service.sort_notes(
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
        return redirect_to_prompt(board, number, sorting=True)
    snapshot = board_cache.view_for_facilitator(facilitated_board(request, board.pk))
    if snapshot is None:
        raise Http404
    found = (snapshot.notes.get(str(note.public_id)) for note in moved)
    changed = [note for note in found if note]
    return JsonResponse({"said": said, "stage": snapshot.stage, "changed": changed})


def _change(
    request: Request,
    board_id: int,
    cluster_id: int,
    take: Callable[[Board], object],
    **typed: Any,
) -> HttpResponse:
    """Take one step with a cluster, and answer with the clusters of its prompt as they then stand.

    `typed` is what the form shows again when the service refuses the step.
    """
    board = facilitated_board(request, board_id)
    cluster = board.clusters.filter(pk=cluster_id).first()
    prompt_id = cluster.prompt_id if cluster else number_or_zero(request.POST.get("fraga"))
    number = _number(board, prompt_id)
    try:
        take(board)
    except tuple(TROUBLE) as error:
        shown = {"trouble_at": number, "trouble_clusters": _sentence(error), **typed}
        if request.htmx:
            return _part(request, board, number, status=422, **shown)
        return board_page(request, board, 422, sorting=number, **shown)
    if request.htmx:
        return _part(request, facilitated_board(request, board.pk), number)
    return redirect_to_prompt(board, number, sorting=True)


@require_POST
def rename_cluster(request: Request, board_id: int, cluster_id: int) -> HttpResponse:
    title = request.POST.get("tema", "")

    def take(board: Board) -> Cluster:
        return clusters_service.rename_cluster(board=board, cluster_id=cluster_id, title=title)

    return _change(request, board_id, cluster_id, take, renaming=cluster_id, typed=title)


@require_POST
def move_cluster_up(request: Request, board_id: int, cluster_id: int) -> HttpResponse:
    def take(board: Board) -> Cluster:
        return clusters_service.move_cluster(board=board, cluster_id=cluster_id, steps=-1)

    return _change(request, board_id, cluster_id, take)


@require_POST
def move_cluster_down(request: Request, board_id: int, cluster_id: int) -> HttpResponse:
    def take(board: Board) -> Cluster:
        return clusters_service.move_cluster(board=board, cluster_id=cluster_id, steps=1)

    return _change(request, board_id, cluster_id, take)


@require_POST
def remove_cluster(request: Request, board_id: int, cluster_id: int) -> HttpResponse:
    """Remove a cluster, once that is confirmed; its notes stay, in no cluster."""
    if not is_confirmed(request):
        board = facilitated_board(request, board_id)
        question = _("Ta bort temat? Lapparna finns kvar, utan tema. Det går inte att ångra.")
        back = board.get_absolute_url()
        return confirmation_page(request, question, back=back, yes=_("Ta bort temat"))

    def take(board: Board) -> None:
        clusters_service.remove_cluster(board=board, cluster_id=cluster_id)

    return _change(request, board_id, cluster_id, take)


def _part(
    request: Request, board: Board, number: int, status: int = 200, **shown: Any
) -> HttpResponse:
    snapshot = board_cache.view_for_facilitator(board)
    if snapshot is None:
        raise Http404
    context = board_context(snapshot)
    context |= {"prompt": context["prompts"][number - 1], "sorting": number, **shown}
    return render(request, "padlet/clusters/_sort.html", context, status=status)


def _refused(request: Request, board: Board, number: int, sentence: str) -> HttpResponse:
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"error": sentence}, status=422)
    shown = {"trouble_at": number, "trouble_clusters": sentence}
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
    """The public ids of the notes that were marked."""
    given = request.POST.getlist("lapp")[:MAX_MOVED]
    try:
        return [UUID(each) for each in given]
    except ValueError:
        raise errors.NoteNotFoundError from None


def _cluster(board: Board, where: str) -> Cluster:
    cluster = board.clusters.filter(pk=number_or_zero(where)).first()
    if cluster is None:
        raise errors.ClusterNotFoundError
    return cluster


def _number(board: Board, prompt_id: int) -> int:
    """The number of the prompt: 1, 2 …"""
    for number, prompt in enumerate(board.prompts.all(), start=1):
        if prompt.pk == prompt_id:
            return number
    raise Http404


def _sentence(error: Exception) -> str:
    return TROUBLE[type(error)]()


TROUBLE = {
    errors.NoteNotFoundError: lambda: _("Markera minst en lapp först."),
    errors.ClusterTitleError: lambda: (
        _("Ge temat ett namn med högst %(most)s tecken.")
        % {"most": clusters_service.MAX_CLUSTER_LENGTH}
    ),
    errors.ClusterTitleTakenError: lambda: _("Ett annat tema på frågan heter redan så."),
    errors.ClusterNotFoundError: lambda: _("Temat finns inte längre. Välj ett annat."),
    errors.TooManyClustersError: lambda: (
        _("En fråga kan ha högst %(most)s teman.") % {"most": clusters_service.MAX_CLUSTERS}
    ),
}
