"""Permissions of closings."""

from programmes.models import Round, User
from programmes.permissions import is_skr


def may_close(user: User, round: Round) -> bool:
    """SKR staff only: the pack holds every group's words."""
    return is_skr(user)
