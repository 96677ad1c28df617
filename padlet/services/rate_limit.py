"""Rate limit of a group's notes and reactions (TRUST: C10): token buckets in this process only.

Nobody is known, so the limit is the group's: a flood in one group slows that group and no other.
A refused phone keeps the text and is let in seconds later. With n web processes the limit is n
times as high, and a restart begins at nothing. That is decided so: the limit is there against a
flood, not against guessing, so its exactness protects nothing; and an exact count would be a row
that every note's transaction writes (TRUST: C5 allows two, and no third that tells the pace of a
group), or a statement of its own before it, beside which the log of the database would put a time.
"""

import math
import threading
import time
from dataclasses import dataclass

from padlet.errors import RateLimitedError

NOTES_PER_MINUTE = 60  # at least, in each section of a board
NOTES_PER_MINUTE_EACH = 6  # a large group writes more, and comes from one address
REACTIONS_PER_NOTE = 10  # likes, dots and signals are that much cheaper
MAX_BUCKETS = 10_000  # buckets


@dataclass
class _Bucket:
    left: float
    at: float


_buckets: dict[tuple[int, int, str], _Bucket] = {}
_lock = threading.Lock()


def consume(board_id: int, section_id: int, people: int, *, reaction: bool = False) -> None:
    """Count one note (or one reaction: a like, a dot) of this section.

    Raises RateLimitedError, with the seconds until there is room, when a minute's worth is spent.
    """
    most = max(NOTES_PER_MINUTE, NOTES_PER_MINUTE_EACH * people) * (
        REACTIONS_PER_NOTE if reaction else 1
    )
    now, key = time.monotonic(), (board_id, section_id, "reaction" if reaction else "note")
    with _lock:
        if len(_buckets) >= MAX_BUCKETS:
            _buckets.clear()
        bucket = _buckets.setdefault(key, _Bucket(most, now))
        bucket.left = min(most, bucket.left + (now - bucket.at) * most / 60)
        bucket.at = now
        if bucket.left < 1:
            raise RateLimitedError(max(1, math.ceil((1 - bucket.left) * 60 / most)))
        bucket.left -= 1


def clear() -> None:
    """Start counting from nothing; for tests."""
    _buckets.clear()
