"""The list of rounds, and one round as everybody in it sees it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from programmes.models import Round
from programmes.page_parts import Page, render_parts
from programmes.queries.participations import group_rows, organisation_rows
from programmes.queries.rounds import with_people
from programmes.requests import Request
from programmes.round_pages import round_links


@require_safe
def rounds(request: Request) -> HttpResponse:
    """List the rounds; a user with exactly one is redirected to it."""
    found = list(Round.objects.visible_to(request.user))
    if len(found) == 1:
        return redirect(found[0])
    return render(request, "programmes/rounds/rounds.html", {"section": "rounds", "rounds": found})


@require_safe
def round(request: Request, round_id: int) -> HttpResponse:
    round = get_object_or_404(with_people(Round.objects.visible_to(request.user)), pk=round_id)
    organisations = organisation_rows(round)
    context = {
        "section": "rounds",
        "round": round,
        "links": round_links(request.user, round),
        "groups": group_rows(round, organisations),
        "organisations": organisations,
        "open_now": render_parts(Page.ROUND_OPEN_NOW, request, round),
        "parts": render_parts(Page.ROUND, request, round),
        "last_parts": render_parts(Page.ROUND_LAST, request, round),
    }
    return render(request, "programmes/rounds/round.html", context)
