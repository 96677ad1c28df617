from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from meetings.models import Meeting


@require_GET
def meetings(request: HttpRequest) -> HttpResponse:
    found = Meeting.objects.visible_to(request.user).with_place()
    return render(request, "meetings/meetings.html", {"section": "meetings", "meetings": found})


@require_GET
def meeting(request: HttpRequest, meeting_id: int) -> HttpResponse:
    meeting = get_object_or_404(
        Meeting.objects.visible_to(request.user).with_place(), pk=meeting_id
    )
    return render(request, "meetings/meeting.html", {"section": "meetings", "meeting": meeting})
