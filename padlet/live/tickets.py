"""Stream tickets: the signed, short-lived right to listen to one board."""

import time

from django.core import signing

from padlet.live.projection import Snapshot

TICKET_SALT = "padlet.stream"
TICKET_LIVES = 3600  # seconds; it is only looked at when a stream begins
TICKET_BUCKET = 900  # seconds; so long are kept bytes with a ticket in them handed out


def bucket() -> int:
    return int(time.time() / TICKET_BUCKET)


def ticket(snapshot: Snapshot) -> str:
    """The right to listen to this board for a while; carried by the page, needs no cookie."""
    return signing.dumps(
        {"board": snapshot.board.pk, "audience": snapshot.audience, "path": snapshot.path},
        salt=TICKET_SALT,
    )


def verify_ticket(ticket: str) -> tuple[int, str, str] | None:
    """(board, audience, path) for a ticket that still holds, else None."""
    try:
        given = signing.loads(ticket, salt=TICKET_SALT, max_age=TICKET_LIVES)
    except signing.BadSignature:
        return None
    return given["board"], given["audience"], given["path"]
