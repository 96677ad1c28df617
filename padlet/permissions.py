"""Who may do what with a board. To write a note is not asked here: it needs no user."""

from meetings import permissions as meeting_permissions
from meetings.models import Meeting
from padlet.models import Board
from programmes.models import Round, User


def may_facilitate_boards_of(user: User, meeting: Meeting) -> bool:
    """SKR staff, and the strategists (a mentor's too) of those who meet."""
    return Meeting.objects.led_by(user).filter(pk=meeting.pk).exists()


def may_facilitate_board(user: User, board: Board) -> bool:
    """Open, pause, show, hide, close, and make the documentation."""
    return Board.objects.facilitated_by(user).filter(pk=board.pk).exists()


def may_read_documents(user: User, board: Board) -> bool:
    """Read the documents of the board's notes, and request one: see the queryset."""
    return Board.objects.with_documents_for(user).filter(pk=board.pk).exists()


def may_summarise(user: User, board: Board) -> bool:
    """Write the summary beside the notes: SKR staff, and the strategists as scribes."""
    return may_facilitate_board(user, board)


def may_read_round(user: User, round: Round) -> bool:
    """Take out the notes of a whole round, over all its groups: SKR staff only."""
    return user.is_skr


def has_opened_board(meeting: Meeting) -> bool:
    """Whether people may have written here, trusting that only those who meet will read."""
    return Board.objects.filter(meeting=meeting).opened().without_rehearsals().exists()


def may_add_takeaway(user: User, board: Board) -> bool:
    """Copy a note to the list of the user's own organisation: those who take part for one."""
    return board.is_shareable and meeting_permissions.may_add_takeaway(user, board.meeting)
