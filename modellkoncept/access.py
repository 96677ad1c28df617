"""Check a permission rule for a request."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied


def require(rule: Callable[[Any, Any], bool], user: Any, obj: Any) -> None:
    """Answer 403 unless the rule lets this user act on this object.

    The object must come from a `visible_to(user)` queryset, so that what a user may not see is
    already a 404 and never gives itself away with a 403.
    """
    if not rule(user, obj):
        raise PermissionDenied
