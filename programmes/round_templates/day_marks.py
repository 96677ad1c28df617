"""Marks of the days on which few can meet: weekends, Swedish holidays and their eves."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum, auto
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

SATURDAY = 5
SWEDISH_TIME = ZoneInfo("Europe/Stockholm")
LANGUAGES = {"sv": "sv", "en": "en_US"}  # ours, and the library's name of it


class Why(Enum):
    WEEKEND = auto()
    HOLIDAY = auto()
    EVE = auto()  # an eve, or a day between days off, when most are away or leave early
    CLOCK_CHANGE = auto()  # a day of 23 or 25 hours


CATEGORIES = {Why.HOLIDAY: (holidays.PUBLIC,), Why.EVE: (holidays.DE_FACTO, holidays.OPTIONAL)}


@dataclass(frozen=True)
class Mark:
    """Why a day is a poor choice, and the day's own name where it has one."""

    why: Why
    name: str = ""


def marks_of(day: date, language: str = "sv") -> list[Mark]:
    """Everything that speaks against the day; nothing about most days."""
    named = [
        Mark(why, name) for why in CATEGORIES if (name := _names(why, day.year, language).get(day))
    ][:1]
    found = [] if named or day.weekday() < SATURDAY else [Mark(Why.WEEKEND)]
    if _hours(day) != timedelta(days=1):
        found.append(Mark(Why.CLOCK_CHANGE))
    return named + found


def next_working_day(day: date) -> date:
    """The first day from this one on that nothing speaks against."""
    while marks_of(day):
        day += timedelta(days=1)
    return day


@lru_cache(maxsize=512)
def _names(why: Why, year: int, language: str) -> dict[date, str]:
    """The days of this kind in the year; Sundays that are nothing else are weekends."""
    found = holidays.Sweden(
        years=[year],
        expand=False,
        language=LANGUAGES.get(language, language),
        categories=CATEGORIES[why],
        include_sundays=False,
    )
    return {day: _without_hours(name) for day, name in found.items()}


def _without_hours(name: str) -> str:
    return name.partition(" (")[0]


def _hours(day: date) -> timedelta:
    """How long the day is in Sweden."""
    start = datetime.combine(day, time(), SWEDISH_TIME)
    end = datetime.combine(day + timedelta(days=1), time(), SWEDISH_TIME)
    return timedelta(seconds=end.timestamp() - start.timestamp())
