"""What one's own organisation takes home from a meeting."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meetings import permissions
from meetings.forms.takeaways import IdeaForm
from meetings.models import Idea, Meeting
from meetings.services import takeaways
from modellkoncept.access import require
from modellkoncept.web.http_methods import require_POST
from programmes.models import Participation
from programmes.requests import Request


@require_safe
def ideas(request: Request, meeting_id: int) -> HttpResponse:
    return _list(request, *_at_home(request, meeting_id))


@require_POST
def remove_idea(request: Request, meeting_id: int, idea_id: int) -> HttpResponse:
    """Take it off the list, and carry its words in the button that puts it back."""
    meeting, participation = _at_home(request, meeting_id)
    idea = get_object_or_404(Idea.objects.of(participation), pk=idea_id, meeting=meeting)
    undo = IdeaForm(initial={"text": idea.text, "source": idea.source}, auto_id=False)
    takeaways.remove_idea(idea=idea)
    return _list(request, meeting, participation, undo=undo)


@require_POST
def restore_idea(request: Request, meeting_id: int) -> HttpResponse:
    meeting, participation = _at_home(request, meeting_id)
    form = IdeaForm(request.POST)
    if not form.is_valid():
        return _list(request, meeting, participation, status=422)
    takeaways.take_home(participation=participation, meeting=meeting, **form.cleaned_data)
    if request.htmx:
        return _list(request, meeting, participation)
    messages.success(request, _("Tanken är tillbaka."))
    return redirect("meetings:ideas", meeting.pk)


def _at_home(request: Request, meeting_id: int) -> tuple[Meeting, Participation]:
    """The meeting, and the organisation she takes part for: 403 to who takes part for none."""
    meeting = get_object_or_404(
        Meeting.objects.visible_to(request.user).with_place(), pk=meeting_id
    )
    require(permissions.may_take_home, request.user, meeting)
    participation = meeting.participation_of(request.user)
    assert participation is not None  # noqa: S101 – the rule has just said so
    return meeting, participation


def _list(
    request: Request,
    meeting: Meeting,
    participation: Participation,
    *,
    undo: IdeaForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "section": "meetings",
        "meeting": meeting,
        "participation": participation,
        "ideas": Idea.objects.of(participation).filter(meeting=meeting),
        "undo": undo,
    }
    template = "meetings/_ideas.html" if request.htmx else "meetings/ideas.html"
    return render(request, template, context, status=status)
