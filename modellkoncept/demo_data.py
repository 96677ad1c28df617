"""What the demo is made of: people, places and words that nobody has. Pure; no Django models.

All Swedish text here is content that users could have typed, so it is not translated; only what
the ways in say of themselves is.
"""

import unicodedata
from dataclasses import dataclass
from datetime import time
from typing import Any

from django.utils.translation import gettext_lazy as _

SEED = 2026
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
class WayIn:
    """Somebody to try the demo as, and what she can do there."""

    email: str
    can: object  # in the language of whoever reads it


WAYS_IN = [
    WayIn(
        email_of(STAFF[0], STAFF_DOMAIN),
        _("Ser alla omgångar. Planerar träffar, öppnar tavlor och hämtar dokument."),
    ),
    WayIn(
        GRANVIK.email("strategist"),
        _("Är värd för lärandeträff 1: ändrar dagordningen och leder tavlan."),
    ),
    WayIn(
        NORDHAV.email("strategist"),
        _("Deltar i samma benchmarkinggrupp. Kan också leda en tavla."),
    ),
    WayIn(
        AVIKEN.email("strategist"),
        _("Har gått en omgång förut och stöder lärandeträff 1."),
    ),
    WayIn(
        GRANVIK.email("politician"),
        _("Läser dagordningar, skriver lappar och hämtar dokument."),
    ),
    WayIn(
        TALLSUND.email("manager"),
        _("Läser dagordningar, skriver lappar och hämtar dokument."),
    ),
]

# --- the start conference and its board ---------------------------------------------------------

CONFERENCE: dict[str, Any] = {
    "title": "Uppstartskonferens",
    "place": "Konferenscentrum Fyren, Nordhav",
    "starts_at": time(9, 0),
    "aims": "Vi vet vilka vi är och vad vi vill lära oss\n"
    "Vi vet hur omgången går till och vad var och en gör\n"
    "Varje organisation har en första plan för tiden hemma",
}
CONFERENCE_BOARD: dict[str, Any] = {
    "title": "Vad gör vi var och en, och tillsammans?",
    "prompts": [
        "Vad kan ni som {roll} bidra med rent konkret?",
        "Vad förväntar ni er av de andra ({övriga roller})?",
        "Var behöver ni hjälp för att komma vidare?",
    ],
    # How many people each small group had.
    "group_sizes": {"pol": [6], "chef": [6], "strat": [5, 4, 5]},
}

# What was summed up of the first question: each sentence, and the notes it rests on.
SUMMARY = [
    (
        "Politiker och chefer efterfrågar resultat och håller frågan levande.",
        [
            "Fråga efter siffrorna varje gång ett ärende kommer upp i nämnden.",
            "Hålla fast vid målen även när det blåser.",
            "Fråga efter resultat på varje ledningsgrupp.",
        ],
    ),
    (
        "Strategerna leder processen hemma och håller ihop arbetet mellan träffarna.",
        ["Leda processen hemma och hålla farten uppe.", "Hålla i trådarna mellan träffarna."],
    ),
    ("Alla vill mötas oftare.", []),
]

# Role group, then question, then notes.
NOTES: dict[str, list[list[str]]] = {
    "pol": [
        [
            "Fråga efter siffrorna varje gång ett ärende kommer upp i nämnden.",
            "Ta med frågan in i budgetarbetet redan i vår.",
            "Berätta i de andra nämnderna vad vi har bestämt, och varför.",
            "Hålla fast vid målen även när det blåser.",
            "Vara med på träffarna från början till slut, inte bara på invigningen.",
            "Se till att strategerna får tid och pengar.",
        ],
        [
            "Underlag där det syns vad förslaget betyder för flickor och pojkar, kvinnor och män.",
            "Säg till i tid när något behöver beslutas.",
            "Att ni visar oss vad som går dåligt också, inte bara solskenet.",
        ],
        [
            "Att läsa statistik utan att dra fel slutsatser.",
            "Korta exempel att berätta vidare om hemma.",
            "Vilka frågor ska vi ställa för att få svar som går att använda?",
        ],
    ],
    "chef": [
        [
            "Lägga in frågan i den ordinarie verksamhetsplanen i stället för i en egen pärm.",
            "Fråga efter resultat på varje ledningsgrupp.",
            "Frigöra tid för dem som ska göra jobbet.",
        ],
        [
            "Politiken: bestäm vad som är viktigast, allt går inte att göra samtidigt.",
            "Strategerna: en tidplan på en sida som alla begriper.",
        ],
        [
            "Hur får vi med enheter som redan går på knäna?",
            "En ärlig bild av var vi står i dag.",
            "Mentorernas misstag, så att vi slipper göra om dem.",
        ],
    ],
    "strat": [
        [
            "Hålla i trådarna mellan träffarna.",
            "Ta fram statistik uppdelad på kön och förklara vad den säger.",
            "Skriva underlag som går att fatta beslut på.",
            "Boka in lärandeträffarna i allas kalendrar nu.",
            "Kunskap om hur andra kommuner har gjort.",
            "Leda processen hemma och hålla farten uppe.",
            "Hålla i processen på hemmaplan så att den inte stannar av.",
            "Översätta projektspråk till vanlig svenska.",
            "Se var det redan finns bra arbete och lyfta fram det.",
            (
                "Vi kan vara spindeln i nätet: samla in frågor från verksamheterna, hitta den som"
                " kan svara, hålla ihop tidplanen, påminna om det vi har lovat varandra och se till"
                " att det vi lär oss hamnar i rutiner som finns kvar när omgången är slut."
            ),
        ],
        [
            "Tid. Det här går inte att göra på fredagseftermiddagar.",
            "Att cheferna avsätter tid för oss och för verksamheterna.",
            "Mandat att kalla till möten över förvaltningsgränserna.",
            "Att frågan står på dagordningen även när vi inte är i rummet.",
            "Följ upp!",
            "Att ni följer upp, annars tappar alla fart.",
            "Tydliga besked om vem som äger vad.",
            "Uthållighet efter valet.",
            "Att politiken vågar säga vad som får vänta.",
            "En chef som svarar när det kör ihop sig.",
            "Nyfikenhet, och att ni läser det vi skickar.",
        ],
        [
            "Ett nätverk att ringa till mellan träffarna.",
            "Mallar som redan är prövade av någon annan.",
            "Hjälp att välja: vilken verksamhet ska vi börja i?",
            "Hur gör man en analys som håller när någon ifrågasätter den?",
            "Att få se hur mentorerna följer upp sina mål.",
            "Få träffas på riktigt, inte bara på skärm.",
            "Att träffas på plats, det ger mer än digitala möten.",
            "Argument som biter på den som tror att vi redan är jämställda.",
            "Någon utifrån som säger emot oss ibland.",
        ],
    ],
}

# --- what is to come ----------------------------------------------------------------------------

LEARNING: dict[str, Any] = {
    "title": "Lärandeträff 1: Styrning och ledning",
    "place": "Granviks stadshus, Hamngatan 1",
    "starts_at": time(9, 30),
    "aims": "Vi har en gemensam bild av hur jämställt vi styr och leder i dag\n"
    "Vi har idéer om vad var och en kan förbättra\n"
    "Varje organisation har börjat på sin plan för tiden hemma",
}


@dataclass(frozen=True)
class DemoItem:
    """One line of the agenda of learning meeting 1."""

    minutes: int
    title: str
    kind: str = "session"
    public_text: str = ""
    internal_text: str = ""
    locked_start: time | None = None


AGENDA = [
    DemoItem(30, "Kaffe och smörgås", "break", internal_text="Servera i foajén, inte i salen."),
    DemoItem(
        20,
        "Välkommen till Granvik",
        public_text="Värden hälsar välkommen, vi presenterar oss och går igenom dagen. Mentorn"
        " berättar vad förra omgången ledde till.",
        internal_text="Margareta hälsar välkommen, Samira tar resten.",
    ),
    DemoItem(
        60,
        "Så styr och leder vi: varje organisation berättar",
        public_text="Ledningen i varje organisation visar sin självskattning och vad ni vill"
        " förbättra. Tio minuter var, sedan samtal i smågrupper och frågor.",
        internal_text="Ordning: Granvik, Nordhav, Tallsund. Håll tiden.",
    ),
    DemoItem(10, "Paus", "break"),
    DemoItem(
        30,
        "Mentorns väg: Åvikens kommun",
        public_text="Hur de byggde upp sin styrning, vad som gav fart, vad som gick snett och vad"
        " de arbetar med nu.",
    ),
    DemoItem(60, "Lunch", "meal", locked_start=time(12, 0)),
    DemoItem(
        30,
        "Rollgrupper: vem kan göra vad?",
        "group_work",
        public_text="Politiker, chefer och strateger i var sin grupp. Vad lärde ni er av varandra,"
        " och vem får bestämma om vilken förbättring?",
        internal_text="Ha tavlan öppen från klockan 13.",
    ),
    DemoItem(
        60,
        "Vad säger siffrorna om oss?",
        public_text="Varje organisation visar ett jämställdhetsproblem med nyckeltal eller egna"
        " mätningar: tio minuter var, sedan reflektion vid borden och återkoppling.",
    ),
    DemoItem(15, "Fika", "break"),
    DemoItem(
        40,
        "Vad tar vi med oss hem?",
        "group_work",
        public_text="Varje organisation börjar planera sina förbättringar, bokar in möten och"
        " funderar på vilken verksamhet som ska gå först.",
    ),
    DemoItem(
        35,
        "Till nästa gång, och hur blev det i dag?",
        public_text="Vi sammanfattar dagen, skriver vad som var bra, mindre bra och intressant, och"
        " säger vad var och en gör före nästa träff.",
    ),
]
OPEN_BOARD: dict[str, Any] = {
    "title": "Prova tavlan: vad tar vi med oss hem?",
    "instructions": "Prata om frågorna en i taget. Skriv en tanke på varje lapp.",
    "prompts": [
        "Vad tar ni som {roll} med er hem?",
        "Vad vill ni att de andra ({övriga roller}) gör först?",
    ],
    "group_sizes": {"pol": [6], "chef": [6], "strat": [12]},
}


@dataclass(frozen=True)
class DemoMeeting:
    """A meeting that is only a date so far; `days` counts from the day the demo was made."""

    days: int
    kind: str
    title: str
    place: str = ""
    theme: int | None = None
    host: DemoOrganisation | None = None
    in_group: bool = False


CONFERENCE_DAYS = -62
STRATEGIST_DAYS = 6
LEARNING_DAYS = 14
RESULTS_DAYS = 490
LATER = [
    DemoMeeting(STRATEGIST_DAYS, "strategist", "Strategträff inför lärandeträff 1", "Digitalt"),
    DemoMeeting(
        175,
        "learning",
        "Lärandeträff 2: Systematiskt förbättringsarbete",
        "Regionens hus, Nordhav",
        theme=2,
        host=NORDHAV,
        in_group=True,
    ),
    DemoMeeting(
        322,
        "learning",
        "Lärandeträff 3: Analys och uppföljning",
        "Tallsunds kommunhus",
        theme=3,
        host=TALLSUND,
        in_group=True,
    ),
    DemoMeeting(RESULTS_DAYS, "results", "Resultatkonferens", "Stockholm"),
]
