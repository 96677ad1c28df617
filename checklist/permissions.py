"""Permissions on self-assessments. Plain functions: a misspelt name cannot import."""

from programmes.models import User


def may_see_self_assessments(user: User) -> bool:
    """Members of a participating organisation, and SKR staff; mentors have none of their own."""
    return user.is_skr or user.takes_part
