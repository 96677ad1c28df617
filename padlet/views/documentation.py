"""The documentation of a board: what its page offers of it, and asking for it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from modellkoncept.access import require
from modellkoncept.documents.errors import CannotBeMadeError
from modellkoncept.documents.offers import offer_of
from modellkoncept.documents.request import request_document
from modellkoncept.documents.status import Shown, with_states
from modellkoncept.web.http_methods import require_POST
from padlet import permissions
from padlet.models import Board
from padlet.reports.documents.discussions import DISCUSSIONS_BY_GROUP, finished_documents
from padlet.views.board_access import visible_board
from programmes.models import User
from programmes.requests import Request

OTHERS_SHOWN = 3


@require_POST
def request_documentation(request: Request, board_id: int) -> HttpResponse:
    """Ask for the board's documentation, or go to the one that stands there fresh."""
    board = visible_board(request, board_id)
    if not permissions.may_read_documents(request.user, board):
        require(permissions.may_facilitate_board, request.user, board)
        messages.warning(request, _why_not(board))
        return redirect(board)
    try:
        made = request_document(kind=DISCUSSIONS_BY_GROUP, of=board, by=request.user)
    except CannotBeMadeError as error:
        messages.warning(request, str(error))
        return redirect(board)
    return redirect(made)


def _why_not(board: Board) -> str:
    if board.is_rehearsal:
        return _("En provkörning får ingen dokumentation, för lapparna är påhittade.")
    return _("Visa lapparna först. Dokumentationen får bara innehålla det alla har sett.")


def documents_of_board(user: User, board: Board) -> dict[str, Any]:
    """What the board's page shows of its documents; nothing while nobody may have them.

    The documentation group by group is to be downloaded or created; others that somebody has made
    are listed below it.
    """
    if board.state != Board.State.CLOSED or not permissions.may_read_documents(user, board):
        return {}
    others = finished_documents(board).exclude(kind=DISCUSSIONS_BY_GROUP.name)[:OTHERS_SHOWN]
    return {
        "offer": offer_of(DISCUSSIONS_BY_GROUP, board),
        "other_documents": [
            (document, state) for document, state in with_states(others) if state != Shown.OUTDATED
        ],
    }
