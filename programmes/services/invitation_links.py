"""Links that a person is invited by: opened any number of times, used once.

Opening one changes nothing, so a mail scanner that opens it, even one that runs scripts, uses up
nothing. Pressing its button signs the person in, and the link is gone. A link has 256 random bits,
so nobody guesses one and no try needs counting; an open one never keeps anybody from asking for a
code instead.
"""

import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac

from modellkoncept.registry import Registry
from programmes.errors import LinkOverError
from programmes.models import InvitationLink, User

DAYS = 14
TOKEN_BYTES = 32

Accepted = Callable[[User], object]
_accepted: Registry[Accepted] = Registry("act on an accepted invitation")


def register_invitation_accepted(name: str, function: Accepted) -> None:
    """Call this whenever somebody has signed in, by a link or otherwise, in one transaction.

    Most who sign in were not invited just now: it must cost one statement, and keep nothing that
    tells when. A boolean at most.
    """
    _accepted.add(name, function)


@transaction.atomic
def create_link(*, user: User, days: int = DAYS) -> str:
    """A new link for the person, as a path of this site. Earlier ones lead in as well."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    expires_at = _now() + timedelta(days=days)
    InvitationLink.objects.create(user=user, token_hash=_hash(token), expires_at=expires_at)
    return reverse("invitation", args=[token])


@transaction.atomic
def withdraw_links(*, user: User) -> None:
    """No link of this person's leads in any more: the invitation is withdrawn, or was changed."""
    InvitationLink.objects.filter(user=user).delete()


@transaction.atomic
def use_link(*, token: str) -> User:
    """The person whom this link signs in; the link is gone with it. Of two at once, one gets in.

    Raises LinkOverError when it is unknown, too old, withdrawn or used, or its person may not
    sign in.
    """
    live = InvitationLink.objects.live(_now()).filter(token_hash=_hash(token))
    link = live.select_related("user").select_for_update(of=("self",)).first()
    if link is None:
        raise LinkOverError
    link.delete()
    return link.user


@transaction.atomic
def has_come_in(*, user: User) -> None:
    """By whichever way somebody has signed in: her invitations are accepted, her links are gone."""
    InvitationLink.objects.filter(user=user).delete()
    for function in _accepted:
        function(user)


def invited_by(token: str) -> User | None:
    """Whose link this is, as long as it leads in. Changes nothing."""
    live = InvitationLink.objects.live(_now()).filter(token_hash=_hash(token))
    link = live.select_related("user").first()
    return link.user if link else None


def sweep_links() -> None:
    """Delete the links that are too old."""
    InvitationLink.objects.filter(expires_at__lte=_now()).delete()


def _hash(token: str) -> str:
    return salted_hmac("programmes.invitation-link", token, algorithm="sha256").hexdigest()


def _now() -> datetime:
    return datetime.fromtimestamp(time.time(), tz=UTC)
