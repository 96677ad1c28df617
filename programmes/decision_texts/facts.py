"""The facts that a decision document is written from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from programmes.decision_texts.swedish import (
    Authority,
    authority_of,
    months_between,
    sentence_start,
    years,
)


class Part(Enum):
    """What the organisation decides to be in the round."""

    PARTICIPANT = "deltagare"
    MENTOR = "mentor"


@dataclass(frozen=True)
class Earlier:
    """An earlier round of the organisation, and what it was in it."""

    years: str
    part: Part


@dataclass(frozen=True)
class Statistics:
    """How many have taken part since a year."""

    municipalities: int
    regions: int
    since: int


@dataclass(frozen=True)
class Facts:
    """What the system knows of a decision. What nobody has given is empty, never guessed."""

    part: Part
    organisation: str
    is_region: bool
    starts_on: date
    ends_on: date
    body: str = ""
    dnr: str = ""  # exactly as typed
    decided_on: date | None = None
    paragraph: str = ""
    round_name: str = ""
    theme: str = ""  # of a mentor
    meeting: str = ""  # that a mentor supports
    group: Sequence[str] = ()  # the participants that the organisation meets
    earlier: Sequence[Earlier] = ()
    statistics: Statistics | None = None
    recipients: Sequence[str] = ()

    @property
    def authority(self) -> Authority:
        return authority_of(self.organisation, is_region=self.is_region)

    @property
    def months(self) -> int:
        return months_between(self.starts_on, self.ends_on)

    @property
    def years(self) -> str:
        return years(self.starts_on, self.ends_on)

    @property
    def is_decided(self) -> bool:
        """Until the day and the paragraph are there it is a proposal."""
        return self.decided_on is not None and self.paragraph != ""

    @property
    def paragraph_sign(self) -> str:
        """With the sign before a mere number; else as it was typed."""
        return self.paragraph if not self.paragraph[:1].isdigit() else f"§ {self.paragraph}"

    @property
    def body_or_gap(self) -> str:
        return sentence_start(self.body) or gap("vem som beslutar")


def gap(what: str) -> str:
    """What stands where a fact is missing; `blocks.gaps_in` finds it again."""
    return f"[fylls i: {what}]"
