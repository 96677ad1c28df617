"""The accessibility statement: what Digg asks a public actor to say, read from the environment.

Only settings.py reads it; the page shows `settings.ACCESSIBILITY`. No Django models here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Refuse = Callable[[str, str], Exception]
Words = str | Promise
STATUSES = {"helt", "delvis", "inte"}
REPORT_TO_DIGG = "https://www.digg.se/tdosanmalan"

# What is true of the program as it is delivered. Whoever runs it adds what is true of the service.
KNOWN_SHORTCOMINGS: tuple[Words, ...] = (
    _(
        "PDF-filerna skapas taggade och enligt PDF/UA-1, men vi har inte gått igenom varje sort"
        " med skärmläsare. Samma text finns som Word-fil och på webbsidan."
    ),
    _(
        "Duken visar lapparna i stor text i ett rum. Den som inte ser duken läser samma lappar på"
        " sin telefon."
    ),
)
METHOD: Words = _(
    "Vi har själva bedömt tjänsten, med automatiska tester (axe) av varje sida i två bredder"
    " och med ljust och mörkt utseende, och för hand med tangentbord. Ingen utomstående har"
    " granskat den än."
)
NO_BURDEN: Words = _("Vi har inte undantagit något innehåll som oskäligt betungande.")
NOTHING_OUTSIDE: Words = _(
    "Lappar och dokument som deltagarna själva har skrivit publicerar vi inte för allmänheten."
)


@dataclass(frozen=True)
class Statement:
    """The eleven fields; the eleventh, where to complain, is the same for everybody."""

    actor: Words
    service: Words
    status: str
    shortcomings: tuple[Words, ...]
    assessed_on: date | None
    updated_on: date | None
    method: Words
    contact: str
    burden: Words
    outside: Words
    report_to: str = REPORT_TO_DIGG

    @property
    def contact_url(self) -> str:
        return self.contact if "://" in self.contact else f"mailto:{self.contact}"


def statement_from(environ: Mapping[str, str], refuse: Refuse) -> Statement:
    """Read the statement, or raise what `refuse(name, why)` makes of the first nonsense."""

    def text(name: str) -> str:
        return environ.get(f"ACCESSIBILITY_{name}", "").strip()

    status = (text("STATUS") or "delvis").lower()
    if status not in STATUSES:
        raise refuse("ACCESSIBILITY_STATUS", f"”{status}” ska vara delvis, helt eller inte.")
    listed = tuple(line.strip() for line in text("SHORTCOMINGS").split("|") if line.strip())
    if status == "helt" and listed:
        raise refuse("ACCESSIBILITY_SHORTCOMINGS", "en tjänst som är helt förenlig har inga.")
    assessed, updated = (_day(f"ACCESSIBILITY_{name}", text(name), refuse) for name in DAYS)
    if assessed and updated and updated < assessed:
        raise refuse("ACCESSIBILITY_UPDATED_ON", "är tidigare än ACCESSIBILITY_ASSESSED_ON.")
    contact = text("CONTACT")
    if contact and not _is_contact(contact):
        raise refuse(
            "ACCESSIBILITY_CONTACT", f"”{contact}” ska vara en e-postadress eller en https-adress."
        )
    return Statement(
        actor=text("ACTOR") or _("Sveriges Kommuner och Regioner"),
        service=text("SERVICE") or "Modellkonceptet",
        status=status,
        shortcomings=listed or (() if status == "helt" else KNOWN_SHORTCOMINGS),
        assessed_on=assessed,
        updated_on=updated or assessed,
        method=text("METHOD") or METHOD,
        contact=contact,
        burden=text("BURDEN") or NO_BURDEN,
        outside=text("OUTSIDE") or NOTHING_OUTSIDE,
    )


DAYS = ("ASSESSED_ON", "UPDATED_ON")


def _day(name: str, value: str, refuse: Refuse) -> date | None:
    if not value:
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise refuse(name, f"”{value}” är ingen dag. Skriv den som 2026-09-15.") from None
    if day > date.today():  # noqa: DTZ011 – before the settings there is no time zone
        raise refuse(name, f"”{value}” har inte varit än.")
    return day


def _is_contact(value: str) -> bool:
    if "://" in value:
        parts = urlsplit(value)
        return parts.scheme == "https" and bool(parts.hostname)
    name, _at, host = value.partition("@")
    return bool(name) and "." in host and " " not in value and "@" not in host
