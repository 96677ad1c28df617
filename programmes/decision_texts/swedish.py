"""Swedish words and grammar of a decision document: genitives, months, and what an authority is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
NO_S_AFTER = ("s", "x", "z")  # a name that ends so is its own genitive
MORE_THAN_HALF = 15  # days of a month


@dataclass(frozen=True)
class Authority:
    """What a kind of organisation calls itself, and the bodies that decide in it."""

    noun: str  # "kommunen"
    board: str
    assembly: str

    @property
    def genitive(self) -> str:
        return genitive(self.noun)


MUNICIPALITY = Authority("kommunen", "kommunstyrelsen", "kommunfullmäktige")
REGION = Authority("regionen", "regionstyrelsen", "regionfullmäktige")


def authority_of(name: str, *, is_region: bool) -> Authority:
    """The words of the organisation: its name decides, for Region Gotland is a municipality."""
    return REGION if is_region or name.casefold().startswith("region ") else MUNICIPALITY


def genitive(name: str) -> str:
    """Lindhaga kommuns, Region Östanås, Region Jönköpings läns, Alingsås."""
    return name if name.casefold().endswith(NO_S_AFTER) else f"{name}s"


def sentence_start(text: str) -> str:
    return text[:1].upper() + text[1:]


def mid_sentence(text: str) -> str:
    """With a small first letter, except in an abbreviation: kommunstyrelsen, KS."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def joined(words: Sequence[str]) -> str:
    """A, B och C."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} och {words[-1]}"


def day_in_words(day: date) -> str:
    """31 juli 2026, as on the pages."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def months_between(first: date, last: date) -> int:
    """Whole months from the first day to the last, both counted; half a month counts as one."""
    end = last + timedelta(days=1)
    months = (end.year - first.year) * 12 + end.month - first.month
    days = end.day - first.day
    if days >= MORE_THAN_HALF:
        return months + 1
    return months - 1 if days < -MORE_THAN_HALF else months


def in_months(months: int) -> str:
    return "1 månad" if months == 1 else f"{months} månader"


def years(first: date, last: date) -> str:
    """2027–2028, or 2027."""
    return f"{first.year}" if first.year == last.year else f"{first.year}–{last.year}"


def month_and_year(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"


def numbered(points: Iterable[str]) -> str:
    """The points as lines that `blocks` reads as a numbered list."""
    return "\n".join(f"{number}. {point}" for number, point in enumerate(points, start=1))
