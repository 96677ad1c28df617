"""The list of rounds, and one round as everybody in it sees it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from programmes.models import Round
from programmes.page_parts import Built, Page, render_parts
from programmes.permissions import may_run_round
from programmes.queries.participations import group_rows, organisation_rows
from programmes.queries.rounds import with_people
from programmes.reports.round_setup import setup_steps
from programmes.requests import Request
from programmes.round_pages import round_link_groups

MOST_PEOPLE_UNFOLDED = 24


@require_safe
def rounds(request: Request) -> HttpResponse:
    """List the rounds; a participant with exactly one is redirected to it.

    SKR staff starts rounds here, so the list is theirs however many there are.
    """
    found = list(Round.objects.visible_to(request.user))
    if len(found) == 1 and not request.user.is_skr:
        return redirect(found[0])
    return render(request, "programmes/rounds/rounds.html", {"section": "rounds", "rounds": found})


@require_safe
def round(request: Request, round_id: int) -> HttpResponse:
    round = get_object_or_404(with_people(Round.objects.visible_to(request.user)), pk=round_id)
    organisations = organisation_rows(round)
    may_run = may_run_round(request.user, round)
    built: Built = {}

    def rendered(page: Page) -> list[SafeString]:
        return render_parts(page, request, round, built)

    context = {
        "section": "rounds",
        "round": round,
        "link_groups": round_link_groups(request.user, round),
        "own": [
            row.participation
            for row in organisations
            if any(each.user_id == request.user.pk for each in row.people)
        ],
        "groups": group_rows(round, organisations),
        "organisations": organisations,
        "open_now": rendered(Page.ROUND_OPEN_NOW),
        "first_parts": rendered(Page.ROUND_FIRST),
        "parts": rendered(Page.ROUND),
        "last_parts": rendered(Page.ROUND_LAST),
        "menu": rendered(Page.ROUND_MENU),
        "may_run": may_run,
        "setup": setup_steps(round) if may_run else [],
        "is_folded": sum(len(each.people) for each in organisations) > MOST_PEOPLE_UNFOLDED,
    }
    return render(request, "programmes/rounds/round.html", context)
