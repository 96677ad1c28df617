"""The hours in which nobody is told what can wait: by the local clock, summer and winter."""

from datetime import date, datetime, time

from django.utils import timezone

OPENS, CLOSES = time(7), time(18)


def is_quiet(now: datetime | None = None) -> bool:
    """Whether it is evening or night."""
    return not OPENS <= timezone.localtime(now or timezone.now()).time() < CLOSES


def morning_of(day: date) -> datetime:
    """When the letters of this day begin to go."""
    return timezone.make_aware(datetime.combine(day, OPENS))
