"""The boards that are in use now, and where each user writes on them."""

from dataclasses import dataclass

from django.urls import reverse

from padlet.models import Board, BoardQuerySet, Section
from programmes.models import Membership, Role, User


@dataclass(frozen=True)
class OpenBoard:
    """A board in use; `write_url` is where this user writes, empty while nobody may."""

    board: Board
    write_url: str


def open_boards_of(user: User, boards: BoardQuerySet, at_most: int) -> list[OpenBoard]:
    """Those of the boards that are in use and that the user may see, those open first.

    One query when there is none, else three.
    """
    in_use = boards.visible_to(user).without_rehearsals().opened()
    in_use = in_use.exclude(state=Board.State.CLOSED).select_related("meeting__round")
    found = list(
        in_use.prefetch_related("sections").order_by("meeting__date", "meeting__starts_at", "pk")
    )
    if not found:
        return []
    found.sort(key=lambda board: board.state != Board.State.OPEN)  # stable: else by time
    groups = own_groups(user, {board.meeting.round_id for board in found})
    return [
        OpenBoard(
            board, write_url(board, groups.get(board.meeting.round_id, "")) if is_open else ""
        )
        for board in found[:at_most]
        for is_open in [board.state == Board.State.OPEN]
    ]


def own_groups(user: User, rounds: set[int]) -> dict[int, str]:
    """The role group of the user in each of these rounds, where there is one."""
    memberships = Membership.objects.of(user).filter(participation__round__in=rounds)
    # Reversed, so that of two in one round the first counts.
    roles = memberships.reverse().values_list("participation__round", "role")
    return {round_id: Section.ROLES[Role(role)] for round_id, role in roles}


def write_url(board: Board, own_group: str) -> str:
    """The URL where the user writes: the page of the user's group if known, else the choice."""
    for section in board.sections.all():
        if section.role_group == own_group and len(section.breakout_sizes) == 1:
            return reverse("padlet:write", args=[board.path, section.pk, 0])
    return board.get_guest_url()
