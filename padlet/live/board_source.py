"""Boards as a source of the live hub: who may listen, and what they are sent."""

from padlet.live import board_cache, diff, tickets
from padlet.live.projection import Snapshot


class BoardSource:
    """A board as the live hub sees it (see modellkoncept/live/source.py)."""

    topic = "board"

    def verify_ticket(self, ticket: str) -> tuple[int, str, str] | None:
        return tickets.verify_ticket(ticket)

    def load(self, board_id: int, audience: str) -> Snapshot | None:
        return board_cache.current_snapshot(board_id, audience)

    def is_allowed(self, snapshot: Snapshot, path: str) -> bool:
        """A stream opened through a link that has been changed since is revoked."""
        return snapshot.path == path

    def encode_diff(self, before: Snapshot, after: Snapshot) -> bytes | None:
        return diff.encode_diff(before, after)
