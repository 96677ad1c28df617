"""The user's home page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from modellkoncept.documents.models import Document
from modellkoncept.documents.status import failed_or_late, with_states
from programmes.models import Membership, Round
from programmes.page_parts import Page, render_parts
from programmes.requests import Request

DOCUMENTS_SHOWN = 5


@require_safe
def home(request: Request) -> HttpResponse:
    context = {
        "section": "home",
        "memberships": Membership.objects.of(request.user).with_round(),
        "rounds": Round.objects.visible_to(request.user),
        "open_now": render_parts(Page.HOME_OPEN_NOW, request),
        "parts": render_parts(Page.HOME, request),
        "waiting": render_parts(Page.HOME_WAITING, request),
        "failed": failed_or_late().filter(requested_by=request.user)[:DOCUMENTS_SHOWN],
        "documents": with_states(Document.objects.listed_for(request.user)[:DOCUMENTS_SHOWN]),
    }
    return render(request, "programmes/home/home.html", context)
