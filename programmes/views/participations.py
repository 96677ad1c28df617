"""An organisation in a round: its people, and the way to all that is asked of it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from programmes.models import Participation
from programmes.page_parts import render_participation_parts
from programmes.queries.history import history_of, title_of
from programmes.queries.participations import groups_around, roles_of
from programmes.queries.rounds import readable_rounds
from programmes.requests import Request
from programmes.round_pages import participation_links


@require_safe
def participation(request: Request, participation_id: int) -> HttpResponse:
    found = Participation.objects.visible_to(request.user).select_related(
        "round", "organisation", "group", "theme"
    )
    participation = get_object_or_404(found, pk=participation_id)
    history = history_of(participation.organisation)
    context = {
        "section": "rounds",
        "participation": participation,
        "round": participation.round,
        "links": participation_links(request.user, participation),
        "history": [row for row in history if row.round_id != participation.round_id],
        "readable_rounds": readable_rounds(request.user),
        "earned_title": title_of(participation.organisation, history),
        "parts": render_participation_parts(request, participation),
        "roles": roles_of(participation),
        "groups": groups_around(participation),
    }
    return render(request, "programmes/participations/participation.html", context)
