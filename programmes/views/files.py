"""Files of a round: the list, one file with its versions, upload, change, remove, download."""

from collections.abc import AsyncIterator
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from modellkoncept.access import require
from modellkoncept.files.content import UnfitFileError
from modellkoncept.files.downloads import set_download_headers
from modellkoncept.files.virus_scan import is_scanning
from modellkoncept.web.confirmation import confirmation_page, is_confirmed
from modellkoncept.web.conflict import CONFLICT
from modellkoncept.web.http_methods import require_http_methods, require_POST
from modellkoncept.web.query_parameters import number_or_zero
from programmes import errors
from programmes.file_places import places_of
from programmes.forms.files import FileForm, UploadForm, VersionForm, flaw_sentence
from programmes.models import FileVersion, LearningGroup, Round, SharedFile
from programmes.permissions import may_add_file, may_change_file
from programmes.queries.files import file_rows
from programmes.requests import Request
from programmes.services import files as files_service

FILES_PER_PAGE = 25
CHUNK = 256 * 1024  # bytes
UNPROCESSABLE = 422


@require_safe
def files(request: Request, round_id: int) -> HttpResponse:
    """The files of the round that the user may see, the newest first."""
    round = get_object_or_404(Round.objects.visible_to(request.user), pk=round_id)
    visible = SharedFile.objects.visible_to(request.user).filter(round=round).with_place()
    groups = LearningGroup.objects.filter(round=round)
    chosen = number_or_zero(request.GET.get("grupp"))
    page = Paginator(visible.filter(group=chosen) if chosen else visible, FILES_PER_PAGE).get_page(
        request.GET.get("sida")
    )
    shown = list(page.object_list)
    places = places_of(shown, request.user)
    context = {
        "section": "rounds",
        "round": round,
        "page": page,
        "rows": [(row, places.get(row.file.pk)) for row in file_rows(shown, request.user)],
        "groups": list(groups),
        "chosen": chosen,
        "query": f"grupp={chosen}" if chosen else "",
        "may_add": not round.is_closed and may_add_file(request.user, round),
        "undo": _removed(request, round),
    }
    return render(request, "programmes/files/files.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_file(request: Request, round_id: int) -> HttpResponse:
    """Upload a file to the round, or to a group in it."""
    round = get_object_or_404(Round.objects.visible_to(request.user), pk=round_id)
    require(may_add_file, request.user, round)
    group = LearningGroup.objects.filter(
        round=round, pk=number_or_zero(request.GET.get("grupp"))
    ).first()
    form = UploadForm(*_sent(request), round=round, user=request.user, of_group=group)
    if form.is_valid():
        shared = files_service.add_file(round=round, actor=request.user, **form.given())
        messages.success(request, _("Filen är uppladdad."))
        return redirect(shared)
    context = {
        "section": "rounds",
        "round": round,
        "form": form,
        "up": _("Filer"),
        "up_url": reverse("programmes:files", args=[round.pk]),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "programmes/files/add_file.html", context, status=status)


@require_safe
def file(request: Request, file_id: int) -> HttpResponse:
    """One file: its versions, who uploaded them and when, and what can be done with it."""
    return _page(request, _file(request, file_id))


@require_http_methods(["GET", "HEAD", "POST"])
def add_file_version(request: Request, file_id: int) -> HttpResponse:
    """Upload a newer version; the page of the file has the form."""
    shared = _changeable_file(request, file_id)
    form = VersionForm(*_sent(request))
    if form.is_valid():
        try:
            files_service.add_version(file=shared, actor=request.user, **form.given())
        except errors.TooManyVersionsError:
            form.add_error("file", _too_many_versions())
        except errors.FileGoneError:
            raise Http404 from None
        else:
            messages.success(request, _("Den nya versionen är uppladdad. De äldre finns kvar."))
            return redirect(shared)
    return _page(request, shared, version_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def change_file(request: Request, file_id: int) -> HttpResponse:
    """Change the title, what it is, and who sees it."""
    shared = _changeable_file(request, file_id)
    initial = {name: getattr(shared, name) for name in files_service.FILE_FIELDS}
    form = FileForm(*_sent(request), initial=initial, has_group=shared.group_id is not None)
    if form.is_valid():
        try:
            files_service.change_file(file=shared, actor=request.user, **form.cleaned_data)
        except errors.FileGoneError:
            raise Http404 from None
        messages.success(request, _("Ändringen är sparad."))
        return redirect(shared)
    context = {"section": "rounds", "file": shared, "round": shared.round, "form": form}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "programmes/files/change_file.html", context, status=status)


@require_POST
def restore_file_version(request: Request, file_id: int, number: int) -> HttpResponse:
    """Let an earlier version be the newest again; none is lost."""
    shared = _changeable_file(request, file_id)
    version = get_object_or_404(shared.versions, number=number)
    try:
        files_service.restore_version(version=version, actor=request.user)
    except UnfitFileError as error:
        messages.warning(request, flaw_sentence(error.flaw, version.name))
    except errors.TooManyVersionsError:
        messages.warning(request, _too_many_versions())
    except (errors.FileGoneError, FileNotFoundError):
        raise Http404 from None
    else:
        messages.success(request, _("Version %(n)s gäller igen.") % {"n": number})
    return redirect(shared)


@require_POST
def remove_file(request: Request, file_id: int) -> HttpResponse:
    """Remove a file, after a question; the list then offers to undo it."""
    shared = _changeable_file(request, file_id)
    if not is_confirmed(request):
        return confirmation_page(
            request, remove_question(), back=shared.get_absolute_url(), yes=_("Ta bort filen")
        )
    files_service.remove_file(file=shared, actor=request.user)
    address = reverse("programmes:files", args=[shared.round_id])
    return redirect(f"{address}?borttagen={shared.pk}")


@require_POST
def restore_file(request: Request, file_id: int) -> HttpResponse:
    """Undo the removal of a file."""
    found = SharedFile.objects.changed_by(request.user).with_place()
    shared = get_object_or_404(found, pk=file_id)
    files_service.restore_file(file=shared, actor=request.user)
    messages.success(request, _("Filen är tillbaka."))
    return redirect(shared)


@require_safe
def file_version(request: Request, file_id: int, number: int) -> HttpResponseBase:
    """The file itself, to save: never shown in a page, whatever it holds."""
    shared = _file(request, file_id)
    version = get_object_or_404(shared.versions, number=number)
    if not version.is_handed_out:
        return _page(request, shared, status=CONFLICT)  # which says why
    if not version.stored.storage.exists(version.stored.name or ""):
        raise Http404
    response = StreamingHttpResponse(
        _chunks_of(version), content_type=version.file_kind.content_type
    )
    response["Content-Length"] = str(version.size)
    set_download_headers(response, version.name)
    return response


async def _chunks_of(version: FileVersion) -> AsyncIterator[bytes]:
    with await sync_to_async(version.stored.open)("rb") as stored:
        while chunk := await sync_to_async(stored.read)(CHUNK):
            yield chunk


def _sent(request: Request) -> tuple[Any, Any]:
    """What a form is bound to: an empty one that was sent is told what is missing."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def remove_question() -> str:
    return _("Ta bort filen? Den försvinner för alla. Du kan ångra det i ett dygn.")


def _too_many_versions() -> str:
    said = _("En fil kan ha högst %(most)s versioner. Ladda upp den som en ny fil.")
    return said % {"most": files_service.MOST_VERSIONS}


def _file(request: Request, file_id: int) -> SharedFile:
    found = SharedFile.objects.visible_to(request.user).with_place()
    shared: SharedFile = get_object_or_404(found, pk=file_id)
    return shared


def _changeable_file(request: Request, file_id: int) -> SharedFile:
    shared = _file(request, file_id)
    require(may_change_file, request.user, shared)
    return shared


def _removed(request: Request, round: Round) -> SharedFile | None:
    """The file that the user has just removed, and may bring back."""
    asked = number_or_zero(request.GET.get("borttagen"))
    if not asked or round.is_closed:
        return None
    mine = SharedFile.objects.changed_by(request.user)
    return mine.filter(round=round, pk=asked, removed_at__isnull=False).first()


def _page(
    request: Request,
    shared: SharedFile,
    *,
    version_form: VersionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    may_change = not shared.round.is_closed and may_change_file(request.user, shared)
    versions = list(shared.versions.select_related("uploaded_by"))
    places = places_of([shared], request.user)
    context = {
        "section": "rounds",
        "file": shared,
        "round": shared.round,
        "place": places.get(shared.pk),
        "versions": versions,
        "newest": versions[0],
        "may_change": may_change,
        "is_scanning": is_scanning(),
        "form": (version_form or VersionForm()) if may_change else None,
        "remove_question": remove_question(),
    }
    if version_form is not None and version_form.is_bound:
        status = UNPROCESSABLE
    return render(request, "programmes/files/file.html", context, status=status)
