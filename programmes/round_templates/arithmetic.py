"""Days so many months later, and how days of one round are moved to another."""

from calendar import monthrange
from datetime import date, timedelta

MONTHS_A_YEAR = 12


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months later (below 0: earlier).

    A month that is too short gives its last day: one month after 31 January is 28 or 29 February.
    Raises OverflowError outside the years that a day can have.
    """
    total = day.year * MONTHS_A_YEAR + day.month - 1 + months
    year, month = divmod(total, MONTHS_A_YEAR)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError(f"no year {year}")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_weeks(day: date, weeks: int) -> date:
    """The same day of the week so many weeks later. Raises OverflowError as `add_months` does."""
    return day + timedelta(weeks=weeks)
