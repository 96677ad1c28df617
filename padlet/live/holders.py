"""Who listens in her own name: the user and the session that a stream's ticket was given to.

The right lasts as long as the session, the user's leave to sign in and her role: it is asked for
when a stream begins, and then again and again for all streams at once (TRUST, 2).
"""

import hashlib
from typing import NamedTuple

from django.contrib.sessions.models import Session
from django.db.models import Func, TextField, Value
from django.utils import timezone

from modellkoncept.live.source import Ticket
from padlet.live.projection import FACILITATOR
from padlet.models import Board
from programmes.models import User
from programmes.requests import Request


class Holder(NamedTuple):
    """A user in one session, neither of which can be stolen from a ticket."""

    user: int
    session: str  # a hash of its key
    sign_in: str  # a hash of what every session of the user rests on


def holder_of(request: Request) -> Holder:
    key = request.session.session_key or ""
    return Holder(request.user.pk, _hash(key), _sign_in_hash(request.user))


def still_allowed(tickets: set[Ticket]) -> set[Ticket]:
    """Those whose holder is signed in as before and may see of the board what the ticket says.

    Three queries, however many ask.
    """
    held = {ticket: ticket.holder for ticket in tickets if isinstance(ticket.holder, Holder)}
    users = User.objects.filter(is_active=True).in_bulk({holder.user for holder in held.values()})
    sessions = _sessions({holder.session for holder in held.values()})
    signed_in = {
        ticket: users[holder.user]
        for ticket, holder in held.items()
        if holder.user in users
        and holder.session in sessions
        and holder.sign_in == _sign_in_hash(users[holder.user])
    }
    may = _boards_of({(user, ticket.audience) for ticket, user in signed_in.items()},
                     {ticket.key for ticket in signed_in})  # fmt: skip
    return {
        ticket
        for ticket, user in signed_in.items()
        if (user.pk, ticket.audience, ticket.key) in may
    }


def _sessions(hashes: set[str]) -> set[str]:
    """Those of the sessions that have not ended."""
    hashed = Func(
        Func(
            Func("session_key", Value("UTF8"), function="convert_to", output_field=TextField()),
            function="sha256",
            output_field=TextField(),
        ),
        Value("hex"),
        function="encode",
        output_field=TextField(),
    )
    alive = Session.objects.filter(expire_date__gt=timezone.now()).annotate(hashed=hashed)
    return set(alive.filter(hashed__in=hashes).values_list("hashed", flat=True))


def _boards_of(asked: set[tuple[User, str]], boards: set[int]) -> set[tuple[int, str, int]]:
    """(user, audience, board) for each board that each user may see so: by the rules themselves."""
    found = [
        (
            Board.objects.facilitated_by(user)
            if audience == FACILITATOR
            else Board.objects.visible_to(user)
        )
        .filter(pk__in=boards)
        .order_by()
        .values_list(Value(user.pk), Value(audience, output_field=TextField()), "pk")
        for user, audience in asked
    ]
    return set(found[0].union(*found[1:])) if found else set()


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _sign_in_hash(user: User) -> str:
    return _hash(user.get_session_auth_hash())[:32]
