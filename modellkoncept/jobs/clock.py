"""What is done about a clock that somebody sets back."""

import time
from datetime import UTC, datetime, timedelta

# How far the clocks of two machines may differ. A stored time that lies further ahead than the code
# could have written it tells that the clock has been set back since.
CLOCK_DIFFERENCE = timedelta(seconds=10)
_BEGAN = datetime.now(UTC) - timedelta(seconds=time.monotonic())


def steady_now() -> datetime:
    """A clock that nobody sets: when the computer's is set back, every task still comes in time."""
    return _BEGAN + timedelta(seconds=time.monotonic())
