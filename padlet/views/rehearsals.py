"""Try a draft on with invented notes, and discard the rehearsal."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from modellkoncept.web.confirmation import confirmation_page, is_confirmed
from modellkoncept.web.http_methods import require_POST
from padlet import errors
from padlet.services import rehearsals
from padlet.views.board_access import facilitated_board
from programmes.requests import Request


@require_POST
def rehearse(request: Request, board_id: int) -> HttpResponse:
    """Try the draft on: an open copy with invented notes."""
    board = facilitated_board(request, board_id)
    try:
        copy = rehearsals.rehearse_board(board=board)
    except errors.WrongStateError:
        messages.warning(request, _("Du kan bara provköra en tavla som inte är öppnad."))
        return redirect(board)
    return redirect(copy)


@require_POST
def discard_rehearsal(request: Request, board_id: int) -> HttpResponse:
    board = facilitated_board(request, board_id)
    if board.rehearsal_of_id and not is_confirmed(request):
        question = _(
            "Avsluta provkörningen? Alla påhittade lappar tas bort. Det går inte att ångra."
        )
        yes = _("Avsluta provkörningen")
        return confirmation_page(request, question, back=board.get_absolute_url(), yes=yes)
    back = reverse("padlet:board", args=[board.rehearsal_of_id]) if board.rehearsal_of_id else ""
    try:
        rehearsals.discard_rehearsal(board=board)
    except errors.WrongStateError:
        messages.warning(request, _("Det här är ingen provkörning. Tavlan finns kvar."))
        return redirect(board)
    messages.success(
        request, _("Provkörningen är avslutad och de påhittade lapparna är borttagna.")
    )
    return redirect(back or board.meeting.get_absolute_url())
