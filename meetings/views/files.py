"""Files of a meeting: the list, and the upload."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meetings import permissions
from meetings.models import Meeting
from meetings.services.files import add_meeting_file
from modellkoncept.access import require
from modellkoncept.web.http_methods import require_http_methods
from programmes.forms.files import UploadForm
from programmes.models import SharedFile
from programmes.queries.files import file_rows
from programmes.requests import Request

FILES_PER_PAGE = 25
UNPROCESSABLE = 422


@require_safe
def files(request: Request, meeting_id: int) -> HttpResponse:
    """The files of the meeting that the user may see, the newest first."""
    meeting = _meeting(request, meeting_id)
    visible = SharedFile.objects.visible_to(request.user).filter(of_meeting__meeting=meeting)
    page = Paginator(visible.with_place(), FILES_PER_PAGE).get_page(request.GET.get("sida"))
    context = {
        "section": "meetings",
        "meeting": meeting,
        "round": meeting.round,
        "page": page,
        "rows": file_rows(list(page.object_list), request.user),
        "may_add": permissions.may_add_files(request.user, meeting),
    }
    return render(request, "meetings/files/files.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_file(request: Request, meeting_id: int) -> HttpResponse:
    """Upload a file for the meeting: a presentation, for instance."""
    meeting = _meeting(request, meeting_id)
    require(permissions.may_upload, request.user, meeting)
    wanted = request.GET.get("slag", "")
    form = UploadForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        round=meeting.round,
        user=request.user,
        of_group=meeting.group,
        is_placed=True,
        initial={"purpose": wanted if wanted in SharedFile.Purpose.values else ""},
    )
    if form.is_valid():
        given = {name: value for name, value in form.given().items() if name != "group"}
        add_meeting_file(meeting=meeting, actor=request.user, **given)
        messages.success(request, _("Filen är uppladdad."))
        return redirect("meetings:files", meeting.pk)
    context = {
        "section": "meetings",
        "meeting": meeting,
        "round": meeting.round,
        "form": form,
        "files_url": reverse("meetings:files", args=[meeting.pk]),
    }
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "meetings/files/add_file.html", context, status=status)


def _meeting(request: Request, meeting_id: int) -> Meeting:
    visible = Meeting.objects.visible_to(request.user).with_place()
    meeting: Meeting = get_object_or_404(visible, pk=meeting_id)
    return meeting
