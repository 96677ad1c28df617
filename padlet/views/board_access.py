"""The board, or the meeting, that an address names, for a user who may see or facilitate it."""

from django.shortcuts import get_object_or_404

from meetings.models import Meeting
from modellkoncept.access import require
from modellkoncept.web.query_parameters import number_or_zero
from padlet import permissions
from padlet.models import Board
from programmes.requests import Request


def visible_board(request: Request, board_id: int) -> Board:
    """The board with its boxes, or 404 to a user who may not see it."""
    return get_object_or_404(Board.objects.visible_to(request.user).with_boxes(), pk=board_id)


def facilitated_board(request: Request, board_id: int) -> Board:
    """As `visible_board`, but 403 to a user who may see and not facilitate it."""
    board = visible_board(request, board_id)
    require(permissions.may_facilitate_board, request.user, board)
    return board


def facilitated_meeting(request: Request) -> Meeting:
    """The meeting that the address names, for a user who may facilitate its boards."""
    meeting = get_object_or_404(
        Meeting.objects.visible_to(request.user).select_related("round", "group"),
        pk=number_or_zero(request.GET.get("traff")),
    )
    require(permissions.may_facilitate_boards_of, request.user, meeting)
    return meeting
