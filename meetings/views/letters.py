"""The letters of a round: what is going out, and what went."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from meetings import permissions
from meetings.models import Meeting
from meetings.queries.letter_list import (
    AHEAD,
    coming_letters,
    other_items,
    sent_groups,
    sent_letters,
)
from meetings.services.letter_copies import SOURCE
from modellkoncept.access import require
from modellkoncept.mail.status import held_up_since
from programmes.models import Round
from programmes.requests import Request

SENT_PER_PAGE = 25


@require_safe
def letters(request: Request, round_id: int) -> HttpResponse:
    """To SKR staff all of the round's; to a strategist those of the meetings of her groups."""
    round = get_object_or_404(Round.objects.visible_to(request.user), pk=round_id)
    require(permissions.may_read_letters, request.user, round)
    meetings = Meeting.objects.led_by(request.user).filter(round=round)
    planned = set(
        Meeting.objects.planned_by(request.user).filter(round=round).values_list("pk", flat=True)
    )
    page = Paginator(sent_groups(meetings), SENT_PER_PAGE).get_page(request.GET.get("sida"))
    coming = [] if round.is_closed else coming_letters(meetings.with_place())
    context = {
        "section": "rounds",
        "round": round,
        "coming": coming,
        "others": other_items(round, SOURCE) if request.user.is_skr else [],
        "until": timezone.localdate() + AHEAD,
        "page": page,
        "sent": sent_letters(list(page.object_list)),
        "planned": set() if round.is_closed else planned,
        "held_up_since": held_up_since(),
    }
    return render(request, "meetings/letters/letters.html", context)
