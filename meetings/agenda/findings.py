"""Findings about an agenda: flaws, and what is worth knowing. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Flaw(StrEnum):
    """What can be wrong, or worth knowing, about an agenda."""

    EMPTY = "empty"  # there is nothing in it
    OVER = "over"  # what stands before a locked item ends after it should have begun
    GAP = "gap"  # what stands before a locked item ends early: free time
    LOCK_BEFORE_START = "lock_before_start"  # locked to a time before the meeting begins
    LOCK_ORDER = "lock_order"  # locked to an earlier time than a locked item above it
    PAST_END = "past_end"  # the item that ends last, after the planned end of the day
    PAST_MIDNIGHT = "past_midnight"  # the first item that ends on the next day


@dataclass(frozen=True)
class Finding:
    """One flaw: the index of the item it concerns, how many minutes, and where on the clock.

    `at` is when the items before it end (OVER, GAP), when the meeting begins (LOCK_BEFORE_START),
    what the earlier item is locked to (LOCK_ORDER) or when the item ends (PAST_END,
    PAST_MIDNIGHT).
    """

    kind: Flaw
    item: int | None
    minutes: int
    at: int
