"""The one reader of clock times, days and whole numbers, however people write them. Pure.

What can be meant in one way only is read; anything else is refused, never guessed at: `strptime`
takes ”13” for 01.03, and Python takes ”1_0” for 10.
"""

import re
import unicodedata
from datetime import date, time

from modellkoncept.text.cleaning import clean_line

MOST_DIGITS = 9  # of a whole number; more is a slip of the finger
FIRST_YEAR, LAST_YEAR = 2000, 2099

_AS_ASCII = str.maketrans("．：，；∶−－／", ".:,;:--/")
_BEFORE = re.compile(r"^(?:klockan|kl\.?)\s*", re.IGNORECASE)
_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:\s?[.:,hH]\s?|\s)(?P<minute>\d{2})(?:[.:]00)?\.?")
_TOGETHER = re.compile(r"(?P<hour>\d{1,2}?)(?P<minute>\d{2})?\.?")
_HALF_OF_DAY = re.compile(r"\s?(?:(?P<am>a\.?m\.?|fm\.?)|(?:p\.?m\.?|em\.?))$", re.IGNORECASE)
_NOON = 12

_MONTHS = [
    "jan januari january", "feb februari february", "mar mars march", "apr april", "maj may",
    "jun juni june", "jul juli july", "aug augusti august", "sep sept september",
    "okt oct oktober october", "nov november", "dec december",
]  # fmt: skip
_MONTH = {name: at for at, names in enumerate(_MONTHS, 1) for name in names.split()}
_ISO = re.compile(r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})")
_ISO_TOGETHER = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")
_SWEDISH = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})\s(?P<year>\d{4})")
_IN_WORDS = re.compile(
    r"(?:den\s)?(?P<day>\d{1,2})(?::?e|\.)?\s(?P<name>[a-z]+)\.?\s(?P<year>\d{4})", re.IGNORECASE
)

_NUMBER = re.compile(r"(?P<sign>[-+]?)(?P<digits>\d+|\d{1,3}(?: \d{3})+)")
_MINUTES = re.compile(
    r"(?:(?P<hours>\d{1,2})\s?(?:h|t|tim|timme|timmar|hours?)\.?(?:\s?(?:och\s)?|$))?"
    r"(?:(?P<minutes>\d{1,9})\s?(?:m|min|minut|minuter|minutes?)?\.?)?",
    re.IGNORECASE,
)
MINUTES_AN_HOUR = 60


class NotReadError(ValueError):
    """The text cannot be read as one time, day or number."""


class NoSuchTimeError(NotReadError):
    """It is read, but there is no such time or day: 25.00, 9.60, 31 February."""


def read_time(text: str) -> time:
    """The clock time: 9, 09.30, 9:30, 930, 0930, ”kl. 9.30”, 9 30, 9h30, 3 pm.

    Three figures are an hour and two of minutes. Raises NotReadError or NoSuchTimeError.
    """
    said = _BEFORE.sub("", _plain(text), count=1)
    half = _HALF_OF_DAY.search(said)
    if half:
        said = said[: half.start()]
    found = _CLOCK.fullmatch(said) or _TOGETHER.fullmatch(said)
    if found is None:
        raise NotReadError(text)
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if half:
        hour = _hour_of_the_day(hour, is_morning=half["am"] is not None)
    try:
        return time(hour, minute)
    except ValueError as error:
        raise NoSuchTimeError(text) from error


def read_day(text: str) -> date:
    """The day: 2028-04-03, 20280403, 3/4 2028 (the third of April), 3 april 2028.

    Raises NotReadError, also for a date that elsewhere would be another, as 3/4/2028.
    """
    said = _plain(text)
    found = next(
        (at for form in (_ISO, _ISO_TOGETHER, _SWEDISH, _IN_WORDS) if (at := form.fullmatch(said))),
        None,
    )
    if found is None:
        raise NotReadError(text)
    month = _month(found["name"]) if "name" in found.re.groupindex else int(found["month"])
    try:
        day = date(int(found["year"]), month, int(found["day"]))
    except ValueError as error:
        raise NoSuchTimeError(text) from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise NoSuchTimeError(text)
    return day


def read_number(text: str) -> int:
    """The whole number, in the figures of any script: 45, 1 000, -5. Raises NotReadError."""
    found = _NUMBER.fullmatch(_plain(text))
    digits = found["digits"].replace(" ", "") if found else ""
    if found is None or len(digits) > MOST_DIGITS:
        raise NotReadError(text)
    return -int(digits) if found["sign"] == "-" else int(digits)


def read_minutes(text: str) -> int:
    """So many minutes: 90, ”90 min”, ”1 h 30 min”, ”2 timmar”. Raises NotReadError."""
    found = _MINUTES.fullmatch(_plain(text))
    if found is None or (found["hours"] is None and found["minutes"] is None):
        return read_number(text)
    return int(found["hours"] or 0) * MINUTES_AN_HOUR + int(found["minutes"] or 0)


def _plain(text: str) -> str:
    """The text on one line, in ASCII's figures and separators."""
    line = clean_line(text).translate(_AS_ASCII)
    return "".join(str(unicodedata.decimal(each, each)) for each in line)


def _hour_of_the_day(hour: int, *, is_morning: bool) -> int:
    """The hour of a clock with twelve hours; one that it does not show stays none at all."""
    if not 1 <= hour <= _NOON:
        return 24
    return hour % _NOON if is_morning else hour % _NOON + _NOON


def _month(name: str) -> int:
    return _MONTH.get(name.lower(), 0)
