"""The round that a view changes, for those who run it."""

from django.shortcuts import get_object_or_404

from modellkoncept.access import require
from programmes.models import Round
from programmes.permissions import may_run_round
from programmes.requests import Request


def round_to_run(request: Request, round_id: int) -> Round:
    """The round; 404 to a stranger, and 403 to a member who does not run it."""
    round: Round = get_object_or_404(Round.objects.visible_to(request.user), pk=round_id)
    require(may_run_round, request.user, round)
    return round
