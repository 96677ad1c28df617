"""The demo round's future meetings: a learning meeting with its agenda, and dates."""

from dataclasses import dataclass
from datetime import time
from typing import Any

from modellkoncept.demo.data.people import NORDHAV, TALLSUND, DemoOrganisation

LEARNING: dict[str, Any] = {
    "title": "Lärandeträff 1: Styrning och ledning",
    "place": "Granviks stadshus, Hamngatan 1",
    "starts_at": time(9, 30),
    "ends_at": time(16, 0),
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
        "Vad visar siffrorna om oss?",
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
        " bestämmer vad var och en gör före nästa träff.",
    ),
]
OPEN_BOARD: dict[str, Any] = {
    "title": "Prova tavlan: vad tar vi med oss hem?",
    "instructions": "Prata om frågorna en i taget. Skriv en tanke på varje lapp.",
    "prompts": [
        "Vad tar ni som {roll} med er hem?",
        "Vad vill ni att de andra ({övriga roller}) gör först?",
    ],
    "breakout_sizes": {"pol": [6], "chef": [6], "strat": [12]},
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
