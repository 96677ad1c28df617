"""Boards as a source of the live hub: who may listen, and what they are sent."""

from modellkoncept.files.keys import KeyStorageError
from modellkoncept.live.source import NotReadableError, Ticket
from padlet.live import board_cache, diff, holders, tickets
from padlet.live.projection import Snapshot


class BoardSource:
    """A board as the live hub sees it (see modellkoncept/live/source.py)."""

    topic = "board"

    def start(self) -> None:
        board_cache.reader.start()

    def stop(self) -> None:
        board_cache.reader.stop()

    def expect(self, board_id: int) -> None:
        board_cache.expect(board_id)

    def verify_ticket(self, ticket: str) -> Ticket | None:
        return tickets.verify_ticket(ticket)

    def load(self, board_id: int, audience: str) -> Snapshot | None:
        try:
            return board_cache.current_snapshot(board_id, audience)
        except KeyStorageError as error:
            raise NotReadableError from error

    def is_allowed(self, snapshot: Snapshot, path: str) -> bool:
        """A stream opened through a link that has been changed since is revoked."""
        return snapshot.path == path

    def still_allowed(self, tickets: set[Ticket]) -> set[Ticket]:
        return holders.still_allowed(tickets)

    def encode_diff(self, before: Snapshot, after: Snapshot) -> bytes | None:
        return diff.encode_diff(before, after)
