"""The hosts of a round's meetings, chosen on the page of its groups."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.models import Meeting
from meetings.queries.hosts import host_choices
from meetings.services import hosts as hosts_service
from modellkoncept.access import require
from modellkoncept.locking import StaleVersionError
from modellkoncept.web.http_methods import require_POST
from modellkoncept.web.query_parameters import number_or_zero
from programmes.models import Participation, Round
from programmes.permissions import may_run_round
from programmes.requests import Request


@require_POST
def save_hosts(request: Request, round_id: int) -> HttpResponse:
    """Save the hosts that were changed, all or none."""
    round = get_object_or_404(Round.objects.visible_to(request.user), pk=round_id)
    require(may_run_round, request.user, round)
    participations = list(round.participations.all())
    chosen: list[tuple[Meeting, int, Participation | None]] = []
    for meeting in Meeting.objects.filter(round=round).select_related("host"):
        typed = request.POST.get(f"host-{meeting.pk}")
        if typed is None or number_or_zero(typed) == (meeting.host_id or 0):
            continue
        offered = {each.pk: each for each in host_choices(meeting, participations)}
        version = number_or_zero(request.POST.get(f"version-{meeting.pk}"))
        chosen.append((meeting, version, offered.get(number_or_zero(typed))))
    try:
        hosts_service.change_hosts(round=round, chosen=chosen)
    except StaleVersionError:
        messages.warning(
            request,
            _("Någon annan har ändrat en av träffarna. Inget är sparat. Välj värdarna igen."),
        )
    else:
        messages.success(request, _saved(len(chosen)))
    return redirect("programmes:groups", round.pk)  # the message stands at the top


def _saved(number: int) -> str:
    if not number:
        return _("Inget var ändrat.")
    return ngettext(
        "Värden är sparad för %(n)s träff.", "Värdarna är sparade för %(n)s träffar.", number
    ) % {"n": number}
