"""Permissions on self-assessments. Plain functions: a misspelt name cannot import."""

from programmes.models import User
from programmes.permissions import is_skr


def may_see_self_assessments(user: User) -> bool:
    """Members of a participating organisation, and SKR staff; mentors have none of their own."""
    return is_skr(user) or user.takes_part
