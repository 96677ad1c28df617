"""What apps above can ask of a meeting: that those who meet stay the same.

A board has promised its writers who reads. Moving its meeting to a wider circle would break that
promise afterwards, so an app that has made one registers a check in `AppConfig.ready`.
"""

from collections.abc import Callable

from meetings.models import Meeting

_checks: list[Callable[[Meeting], bool]] = []


def keep_while(check: Callable[[Meeting], bool]) -> None:
    """Hold the audience of every meeting for which this answers True."""
    if check not in _checks:
        _checks.append(check)


def is_fixed(meeting: Meeting) -> bool:
    return any(check(meeting) for check in _checks)
