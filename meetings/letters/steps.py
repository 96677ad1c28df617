"""The steps at which a meeting's people are told something, and their texts as they are shipped."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("sv", "en")
FURTHEST = 120  # days from the meeting that a letter may go
# For how long a letter is still worth sending: days from the meeting to the last on which it goes.
LAST_DAYS = {"material": -2, "documentation": 4}


class Step(StrEnum):
    INVITATION = "invitation"
    MATERIAL = "material"
    REMINDER = "reminder"
    DOCUMENTATION = "documentation"
    CHANGED = "changed"  # the meeting has moved since its people were told of it

    @property
    def is_reminder(self) -> bool:
        """Whether one may turn it off: an invitation and a new day one may not."""
        return self not in {Step.INVITATION, Step.CHANGED}

    @property
    def is_after(self) -> bool:
        """Whether it goes after the meeting."""
        return self is Step.DOCUMENTATION

    def allows(self, days: int) -> bool:
        """Whether it may go so many days from the meeting: before it, or after."""
        return 1 <= days <= FURTHEST if self.is_after else -FURTHEST <= days <= 0

    def last_days(self, days: int) -> int:
        """The last day on which a letter that goes after so many days is still sent."""
        return max(days, LAST_DAYS.get(self, 0))


RELATIVE = tuple(step for step in Step if step is not Step.CHANGED)  # to the meeting's day


@dataclass(frozen=True)
class Wording:
    """A letter as it is written: when it goes, to which roles, and its text with placeholders."""

    days: int
    subject: str
    body: str
    roles: tuple[str, ...] = ()  # empty: everybody who goes to the meeting


@cache
def _shipped() -> dict[str, dict[str, Any]]:
    with Path(__file__).with_name("defaults.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def default_wording(step: Step, kind: str, language: str) -> Wording:
    """What is shipped for the step, in a meeting of this kind and a round of this language."""
    told = _shipped()[step]
    language = language if language in LANGUAGES else LANGUAGES[0]
    text = told.get(kind, told)[language]
    return Wording(told["days"], text["subject"], text["body"].strip(), tuple(told["roles"]))
