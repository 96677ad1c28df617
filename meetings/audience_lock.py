"""Audience lock: apps above can demand that a meeting keeps its audience.

A board has promised its writers who reads. Moving its meeting to a wider circle would break that
promise afterwards, so an app that has made one registers a check in its hooks.py.
"""

from collections.abc import Callable

from meetings.models import Meeting
from modellkoncept.registry import Registry

AudienceCheck = Callable[[Meeting], bool]

checks: Registry[AudienceCheck] = Registry("audience check")


def register_audience_check(name: str, check: AudienceCheck) -> None:
    """Lock the audience of every meeting for which the check answers True.

    Each app registers once, in its hooks.py.
    """
    checks.add(name, check)


def is_audience_locked(meeting: Meeting) -> bool:
    """Whether any app has promised the meeting's people who they share it with."""
    return any(check(meeting) for check in checks)
