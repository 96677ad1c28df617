"""The user's home page."""

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from modellkoncept.documents.models import Document
from modellkoncept.documents.status import failed_or_late, with_states
from programmes.deadlines.days import swedish_day
from programmes.models import Membership, Round
from programmes.page_parts import Page, render_parts
from programmes.reports.home import mentor_contacts, round_lines, tasks_of
from programmes.requests import Request

DOCUMENTS_SHOWN = 5


@require_safe
def home(request: Request) -> HttpResponse:
    """Only what is the user's own: the next meeting, what to do by when, documents, whom to ask."""
    today = swedish_day(timezone.now())
    found = Membership.objects.of(request.user).with_round()
    memberships = list(found.annotate(people=Count("participation__memberships")))
    in_open_rounds = [each for each in memberships if not each.participation.round.is_closed]
    rounds = list(Round.objects.visible_to(request.user))
    open_rounds = [each for each in rounds if not each.is_closed]
    context = {
        "section": "home",
        "memberships": memberships,
        "rounds": rounds,
        "tasks": tasks_of(in_open_rounds, today),
        "mentors": mentor_contacts(in_open_rounds, today),
        "round_lines": round_lines(open_rounds, today) if request.user.is_skr else [],
        "open_now": render_parts(Page.HOME_OPEN_NOW, request),
        "parts": render_parts(Page.HOME, request),
        "waiting": render_parts(Page.HOME_WAITING, request),
        "failed": failed_or_late().filter(requested_by=request.user)[:DOCUMENTS_SHOWN],
        "documents": with_states(Document.objects.listed_for(request.user)[:DOCUMENTS_SHOWN]),
    }
    return render(request, "programmes/home/home.html", context)
