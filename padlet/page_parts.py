"""What this app shows on the pages of the apps below."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count

from meetings.models import Meeting
from padlet.models import Board
from padlet.permissions import may_read_round
from padlet.queries.open_boards import open_boards_of
from programmes.models import Round, User
from programmes.page_parts import Context

BOARDS_SHOWN = 5


def open_boards(user: User, round: Round | None) -> Context:
    """The boards in use that the user may see: of the round, or of all rounds."""
    boards = Board.objects.all()
    if round is not None:
        boards = boards.filter(meeting__round=round)
    found = open_boards_of(user, boards, BOARDS_SHOWN)
    return {"boards": found, "names_meeting": True} if found else None


def open_boards_of_meeting(user: User, meeting: Meeting) -> Context:
    found = open_boards_of(user, Board.objects.filter(meeting=meeting), BOARDS_SHOWN)
    return {"boards": found} if found else None


def open_boards_of_each(rounds: Iterable[Round]) -> dict[int, Any]:
    """For the overview: how many boards are open in each round, by the round's id."""
    opened = (
        Board.objects.without_rehearsals()
        .filter(state=Board.State.OPEN, meeting__round__in=list(rounds))
        .order_by()
    )
    return dict(
        opened.values("meeting__round")
        .annotate(how_many=Count("pk"))
        .values_list("meeting__round", "how_many")
    )


def round_notes_link(user: User, round: Round | None) -> Context:
    """The way to the notes of the whole round, for those who may take them out."""
    if round is None or not may_read_round(user, round):
        return None
    return {"round": round}
