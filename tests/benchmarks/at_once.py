"""The product's own web process with tick 0: for the benchmark alone, which measures what it costs.

No board can be set to this: the database refuses a tick of less than a second, since whoever
watches notes come one by one learns in which order they were written (TRUST: C6).
"""

from modellkoncept.asgi import application
from padlet.live import board_cache, projection

# Both read it: the cache for when to read, the projection for when the stream goes on.
for module in (board_cache, projection):
    assert module.tick_of(projection.Board(tick_seconds=2)) == 2  # noqa: S101 – the name is still it
    module.tick_of = lambda board: 0.0

__all__ = ["application"]
