"""Stream tickets: the signed, short-lived right to listen to one board.

A guest's ticket says no more than the link she came by. Who listens in her own name has it in the
ticket, and the stream ends when her right does: see holders.py.
"""

import time

from django.core import signing

from modellkoncept.live.source import Ticket
from padlet.live.holders import Holder
from padlet.live.projection import FACILITATOR, Snapshot

TICKET_SALT = "padlet.stream"
TICKET_LIVES = 3600  # seconds; it is only looked at when a stream begins
TICKET_BUCKET = 900  # seconds; so long are kept bytes with a ticket in them handed out


def bucket() -> int:
    return int(time.time() / TICKET_BUCKET)


def ticket(snapshot: Snapshot, holder: Holder | None = None) -> str:
    """The right to listen to this board for a while; carried by the page, needs no cookie.

    "" for a facilitator's view in nobody's name: there is no such right.
    """
    if snapshot.audience == FACILITATOR and holder is None:
        return ""
    return signing.dumps(
        {
            "board": snapshot.board.pk,
            "audience": snapshot.audience,
            "path": snapshot.path,
            "holder": list(holder) if holder else None,
        },
        salt=TICKET_SALT,
    )


def verify_ticket(ticket: str) -> Ticket | None:
    """What the ticket says, if it still holds."""
    try:
        given = signing.loads(ticket, salt=TICKET_SALT, max_age=TICKET_LIVES)
    except signing.BadSignature:
        return None
    holder = Holder(*given["holder"]) if given["holder"] else None
    if given["audience"] == FACILITATOR and holder is None:
        return None
    return Ticket(given["board"], given["audience"], given["path"], holder)
