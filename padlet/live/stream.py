"""Boards as a source of the live hub: who may listen, and what they are sent."""

import json

from django.core import signing

from padlet.live.board_cache import current
from padlet.live.diff import difference
from padlet.live.projection import Snapshot
from padlet.live.tickets import TICKET_LIVES, TICKET_SALT


class BoardStream:
    """What the live hub needs to know of boards: who may listen, and what to say (see realtime)."""

    topic = "board"

    def admit(self, ticket: str) -> tuple[int, str, str] | None:
        """(board, audience, path) for a ticket that still holds, else None."""
        try:
            given = signing.loads(ticket, salt=TICKET_SALT, max_age=TICKET_LIVES)
        except signing.BadSignature:
            return None
        return given["board"], given["audience"], given["path"]

    def read(self, board_id: int, audience: str) -> Snapshot | None:
        return current(board_id, audience)

    def still_welcome(self, snapshot: Snapshot, path: str) -> bool:
        """Whoever came by a link that has been changed since is shown out."""
        return snapshot.path == path

    def say(self, before: Snapshot, after: Snapshot) -> bytes | None:
        """The difference as JSON, or None when this audience sees nothing new."""
        if before.version == after.version:
            return None
        return json.dumps(difference(before, after), ensure_ascii=False).encode()
