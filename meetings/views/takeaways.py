"""The takeaways of the user's own organisation from a meeting: list, remove, restore."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meetings import permissions
from meetings.forms.takeaways import TakeawayForm
from meetings.models import Meeting, Takeaway
from meetings.services import takeaways as takeaways_service
from modellkoncept.access import require
from modellkoncept.web.http_methods import require_POST
from programmes.models import Participation
from programmes.requests import Request


@require_safe
def takeaways(request: Request, meeting_id: int) -> HttpResponse:
    return _list(request, *_meeting_and_participation(request, meeting_id))


@require_POST
def remove_takeaway(request: Request, meeting_id: int, takeaway_id: int) -> HttpResponse:
    """Remove a takeaway, and carry its text in the button that restores it."""
    meeting, participation = _meeting_and_participation(request, meeting_id)
    takeaway = get_object_or_404(
        Takeaway.objects.of(participation), pk=takeaway_id, meeting=meeting
    )
    undo = TakeawayForm(initial={"text": takeaway.text, "source": takeaway.source}, auto_id=False)
    takeaways_service.remove_takeaway(takeaway=takeaway)
    return _list(request, meeting, participation, undo=undo)


@require_POST
def restore_takeaway(request: Request, meeting_id: int) -> HttpResponse:
    meeting, participation = _meeting_and_participation(request, meeting_id)
    form = TakeawayForm(request.POST)
    if not form.is_valid():
        return _list(request, meeting, participation, status=422)
    takeaways_service.add_takeaway(
        participation=participation, meeting=meeting, **form.cleaned_data
    )
    if request.htmx:
        return _list(request, meeting, participation)
    messages.success(request, _("Idén är tillbaka."))
    return redirect("meetings:takeaways", meeting.pk)


def _meeting_and_participation(request: Request, meeting_id: int) -> tuple[Meeting, Participation]:
    """The meeting and the participation of the user in it: 403 when the user has none."""
    meeting = get_object_or_404(
        Meeting.objects.visible_to(request.user).with_place(), pk=meeting_id
    )
    require(permissions.may_add_takeaway, request.user, meeting)
    participation = meeting.participation_of(request.user)
    assert participation is not None  # noqa: S101 – the rule has just said so
    return meeting, participation


def _list(
    request: Request,
    meeting: Meeting,
    participation: Participation,
    *,
    undo: TakeawayForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "section": "meetings",
        "meeting": meeting,
        "participation": participation,
        "takeaways": Takeaway.objects.of(participation).filter(meeting=meeting),
        "undo": undo,
    }
    template = (
        "meetings/takeaways/_takeaways.html"
        if request.htmx
        else "meetings/takeaways/takeaways.html"
    )
    return render(request, template, context, status=status)
