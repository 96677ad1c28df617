"""Count in whole days of the Swedish calendar: a clock that is put forward or back moves no day."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SWEDEN = ZoneInfo("Europe/Stockholm")


def swedish_day(moment: datetime) -> date:
    """The day that it is in Sweden at this moment, which knows its time zone.

    Raises ValueError for a moment that does not.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone is no moment")
    return moment.astimezone(SWEDEN).date()


def relative_day(day: date, days: int) -> date:
    """So many days after the day (below 0: before it), at most to an end of the calendar."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def moved_day(day: date, *, was: date, now: date) -> date:
    """As far from `now` as the day was from `was`: for what follows a start that is moved."""
    return relative_day(now, (day - was).days)


def days_late(due: date | None, today: date) -> int:
    """How many days the last day lies behind; 0 on that day itself, before it, and without one."""
    return max(0, (today - due).days) if due else 0


def days_left(due: date, today: date) -> int:
    """How many days there are until the last day; 0 on that day, below 0 when it is past."""
    return (due - today).days


def end_of(due: date) -> datetime:
    """The first moment at which what was to be done on that day is late."""
    return datetime.combine(relative_day(due, 1), time.min, tzinfo=SWEDEN)
