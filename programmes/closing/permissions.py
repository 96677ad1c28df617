"""Permissions of closings."""

from programmes.models import Round, User


def may_close(user: User, round: Round) -> bool:
    """SKR staff only: the pack holds every group's words."""
    return user.is_skr
