"""How it goes with the letters: for the health page, the staff's overview and the sign-in page."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.utils import timezone

from modellkoncept.mail import server
from modellkoncept.mail.models import OutgoingMail, OutgoingMailQuerySet

FAILED_FOR = timedelta(days=14)  # so long a letter that was given up is told of
UNLOOKED_AFTER = timedelta(minutes=5)  # no worker has looked at the server: none runs


@dataclass(frozen=True)
class MailStatus:
    """Numbers and times only: no address, no subject."""

    waiting: int
    waiting_since: datetime | None
    failed: int
    silent_since: datetime | None  # of the server
    error: str  # of the server

    @property
    def is_well(self) -> bool:
        return not (self.waiting or self.failed or self.silent_since)


def mail_status() -> MailStatus:
    """The numbers as they stand, in three queries."""
    known = server.current()
    late = OutgoingMail.objects.late().aggregate(n=Count("pk"), since=Min("requested_at"))
    return MailStatus(
        waiting=late["n"],
        waiting_since=late["since"],
        failed=failed_letters().count(),
        silent_since=known.silent_since if known else None,
        error=known.error if known else "",
    )


def failed_letters() -> OutgoingMailQuerySet:
    """The letters that were given up lately, the newest first."""
    since = timezone.now() - FAILED_FOR
    given_up = Q(state=OutgoingMail.State.FAILED, requested_at__gte=since)
    return OutgoingMail.objects.filter(given_up).order_by("-requested_at")


def held_up_since() -> datetime | None:
    """Since when no letter at all is sent; None while they are. The same whoever asks.

    It looks at the server and never at the letters: a single letter that waits would tell that its
    address is known.
    """
    known = server.current()
    if known is None:
        return None
    if known.silent_since:
        return known.silent_since
    return known.checked_at if timezone.now() - known.checked_at > UNLOOKED_AFTER else None
