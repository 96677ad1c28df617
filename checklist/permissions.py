"""Who may do what with a self-assessment. Plain functions: a misspelt name cannot import."""

from programmes.models import User
from programmes.permissions import is_skr


def may_see_self_assessments(user: User) -> bool:
    """Those who sit in an organisation that takes part, and SKR staff; a mentor has no own."""
    return is_skr(user) or user.takes_part
