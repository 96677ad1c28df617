"""Who may do what with a board. To write a note nobody is asked who she is."""

from meetings.models import Meeting
from padlet.models import Board
from programmes.models import Membership, Role, User
from programmes.permissions import is_skr


def may_lead_boards_of(user: User, meeting: Meeting) -> bool:
    """SKR staff, and the strategists (a mentor's too) of those who meet."""
    if is_skr(user):
        return True
    strategists = Membership.objects.of(user).filter(
        participation__programme=meeting.programme_id, role=Role.STRATEGIST
    )
    if meeting.group_id is not None:
        strategists = strategists.filter(participation__group=meeting.group_id)
    return strategists.exists()


def may_lead_board(user: User, board: Board) -> bool:
    """Open, pause, show, hide, close, and make the documentation."""
    return may_lead_boards_of(user, board.meeting)


def may_read_discussions(user: User, board: Board) -> bool:
    """The documentation is working material until somebody publishes it: leaders only."""
    return board.shows_notes and not board.is_rehearsal and may_lead_board(user, board)


def has_opened_board(meeting: Meeting) -> bool:
    """Whether people may have written here, trusting that only those who meet will read."""
    return Board.objects.filter(meeting=meeting).opened().real().exists()
