"""When an organisation may call itself Modellkommun or Modellregion. Pure.

The rule is SKR's own (Frågor och svar, 2020): only after a completed round as a participant and a
completed later round as a mentor.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Part:
    """An organisation's part in one round."""

    is_mentor: bool
    starts_on: date
    is_completed: bool


def has_title(parts: Iterable[Part]) -> bool:
    """Whether the organisation has completed a round, and then one as a mentor."""
    completed = [each for each in parts if each.is_completed]
    as_participant = [each.starts_on for each in completed if not each.is_mentor]
    if not as_participant:
        return False
    first = min(as_participant)
    return any(each.is_mentor and each.starts_on > first for each in completed)
