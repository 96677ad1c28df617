"""A clock that a test moves: what the code asks for is the time of the test."""

from datetime import date, datetime, time

import pytest
from django.utils import timezone


class Clock:
    """Stands still at `now` until it is moved."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
        self.now = now
        monkeypatch.setattr(timezone, "now", lambda: self.now)

    def to(self, now: datetime) -> None:
        self.now = now

    def to_local(self, day: date, at: time) -> None:
        """The time that clocks in Sweden show."""
        self.now = local(day, at)


def local(day: date, at: time) -> datetime:
    """This time of day as clocks in Sweden show it."""
    return timezone.make_aware(datetime.combine(day, at))
