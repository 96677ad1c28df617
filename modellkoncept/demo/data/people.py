"""The demo's participants, and the logins to try it with."""

import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

DOMAIN = ".example"  # reserved (RFC 2606): no letter to it can ever arrive anywhere
STAFF_DOMAIN = "skr.example"


def email_of(full_name: str, domain: str) -> str:
    """The address that this person would have: first and last name, without accents."""
    plain = unicodedata.normalize("NFKD", full_name.lower().replace("ı", "i"))
    words = plain.encode("ascii", "ignore").decode().split()
    return f"{words[0]}.{words[-1]}@{domain}"


@dataclass(frozen=True)
class DemoOrganisation:
    """An organisation, what it does in the round, and its people by role."""

    name: str
    kind: str  # K municipality, L region
    code: str
    domain: str
    people: dict[str, str]
    theme: int | None = None  # which theme it is mentor for; None: it takes part

    def email(self, role: str) -> str:
        return email_of(self.people[role], self.domain)


STAFF = ["Cecilia Norrman", "David Abrahamsson"]

THEMES = ["Styrning och ledning", "Systematiskt förbättringsarbete", "Analys och uppföljning"]

GRANVIK = DemoOrganisation(
    "Granviks kommun",
    "K",
    "9901",
    "granvik.example",
    {
        "politician": "Margareta Lindqvist",
        "manager": "Jonas Berglund",
        "strategist": "Samira Haddad",
        "key_person": "Erik Nyström",
    },
)
NORDHAV = DemoOrganisation(
    "Region Nordhav",
    "L",
    "9902",
    "nordhav.example",
    {
        "politician": "Anders Wikström",
        "manager": "Fatima Warsame",
        "strategist": "Lovisa Sjögren",
        "key_person": "Dragan Petrović",
    },
)
TALLSUND = DemoOrganisation(
    "Tallsunds kommun",
    "K",
    "9903",
    "tallsund.example",
    {
        "politician": "Ewa Kowalska",
        "manager": "Håkan Öberg",
        "strategist": "Maja Utsi",
        "key_person": "Tove Ahlgren",
    },
)
AVIKEN = DemoOrganisation(
    "Åvikens kommun",
    "K",
    "9904",
    "aviken.example",
    {
        "politician": "Birgitta Åström",
        "manager": "Mehmet Yılmaz",
        "strategist": "Ingrid Falk",
        "key_person": "Oskar Dahl",
    },
    theme=1,
)
MELLANDAL = DemoOrganisation(
    "Region Mellandal",
    "L",
    "9905",
    "mellandal.example",
    {
        "politician": "Rosa Jiménez",
        "manager": "Katarina Ek",
        "strategist": "Hassan Ali",
        "key_person": "Linnea Holm",
    },
    theme=2,
)
STORMALA = DemoOrganisation(
    "Stormåla kommun",
    "K",
    "9906",
    "stormala.example",
    {
        "politician": "Göran Sandström",
        "manager": "Thi Mai Nguyen",
        "strategist": "Petra Lund",
        "key_person": "Aino Virtanen",
    },
    theme=3,
)
ORGANISATIONS = [GRANVIK, NORDHAV, TALLSUND, AVIKEN, MELLANDAL, STORMALA]

GROUP = {"name": "Kustgruppen", "note": "Möts i Granvik, Nordhav och Tallsund."}


@dataclass(frozen=True)
class DemoLogin:
    """A demo login, and what that user can do."""

    email: str
    can: object  # in the reader's language


DEMO_LOGINS = [
    DemoLogin(
        email_of(STAFF[0], STAFF_DOMAIN),
        _("Ser alla omgångar. Planerar träffar, öppnar tavlor och laddar ner dokument."),
    ),
    DemoLogin(
        GRANVIK.email("strategist"),
        _("Är värd för lärandeträff 1: ändrar dagordningen och leder tavlan."),
    ),
    DemoLogin(
        NORDHAV.email("strategist"),
        _("Deltar i samma benchmarkinggrupp. Kan också leda en tavla."),
    ),
    DemoLogin(
        AVIKEN.email("strategist"),
        _("Har deltagit i en omgång förut och stöder lärandeträff 1."),
    ),
    DemoLogin(
        GRANVIK.email("politician"),
        _("Läser dagordningar, skriver lappar och laddar ner dokument."),
    ),
    DemoLogin(
        TALLSUND.email("manager"),
        _("Läser dagordningar, skriver lappar och laddar ner dokument."),
    ),
]
