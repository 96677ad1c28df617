"""How it goes with the letters: for the health page, the staff's overview and the sign-in page."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from modellkoncept.mail import server
from modellkoncept.mail.models import OutgoingMail, OutgoingMailQuerySet

FAILED_FOR = timedelta(days=14)  # so long a letter that was given up is told of
# What the receiving server means, by its enhanced code (RFC 3463) or else the plain one.
REASONS = {
    r"\b5\.1\.\d+|\bno such|\bunknown user|\buser unknown": _("Adressen finns inte."),
    r"\b[45]\.2\.2\b|^[45]52\b": _("Mottagarens brevlåda är full."),
    r"\b5\.2\.1\b": _("Mottagarens brevlåda är avstängd."),
    r"\b[45]\.3\.4\b": _("Mejlet är för stort för mottagaren."),
    r"\b[45]\.7\.\d+": _("Mottagarens e-postserver släpper inte in våra mejl."),
    r"^55[01]\b": _("Mottagarens e-postserver tar inte emot mejl till adressen."),
    r"^\w*(Timeout|Connect|Refused|Disconnected|gaierror|OSError)": _(
        "E-postservern svarade inte på flera dagar."
    ),
    r"^(ValueError|BadHeaderError|HeaderParseError)": _("Adressen är felskriven."),
}
OTHER_REASON = _("E-postservern kunde inte lämna fram mejlet.")
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


def plain_reason(error: str) -> str | Promise:
    """Why a letter did not arrive, in a sentence; the server's own words are for technicians."""
    found = (words for seen, words in REASONS.items() if re.search(seen, error, re.IGNORECASE))
    return next(found, OTHER_REASON)
