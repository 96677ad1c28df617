"""The demo's political decisions and planning answers, by the code of the organisation."""

from dataclasses import dataclass

from modellkoncept.demo.data.people import AVIKEN, GRANVIK, MELLANDAL, NORDHAV, TALLSUND


@dataclass(frozen=True)
class DemoDecision:
    """A decision as far as it has come; `days` is counted from the start of the round."""

    code: str
    kind: str
    body: str
    dnr: str = ""
    days: int | None = None
    paragraph: str = ""
    recipients: str = ""


DECISIONS = [
    DemoDecision(
        GRANVIK.code,
        "take_part",
        "Kommunstyrelsen",
        "KS/2026:412",
        -60,
        "§ 118",
        "Kommundirektör\nKvalitetschef",
    ),
    DemoDecision(GRANVIK.code, "cemr", "Kommunfullmäktige", "KS/2019:231", -2500, "§ 64"),
    DemoDecision(NORDHAV.code, "take_part", "Regionstyrelsen", "RS 00318-2026", -21),
    DemoDecision(TALLSUND.code, "take_part", "Kommunstyrelsen"),
    DemoDecision(
        AVIKEN.code,
        "mentor",
        "Kommunstyrelsen",
        "2026/88",
        -45,
        "§ 93",
        "Kommundirektör",
    ),
    DemoDecision(MELLANDAL.code, "mentor", "Regionstyrelsen", "Dnr 2026-77"),
]

# By organisation: the answers to its questions in their order, each with whether it is done.
ANSWERS: dict[str, list[tuple[str, bool]]] = {
    GRANVIK.code: [
        (
            (
                "Kommunstyrelsens presidium, ledningsgruppen och alla verksamhetschefer går"
                " utbildningen i september. Vi delar upp oss i två grupper med både politiker"
                " och chefer."
            ),
            True,
        ),
        (
            (
                "Arbetsgruppen träffas första torsdagen varje månad. Före varje lärandeträff ses vi"
                " en halv dag med ekonomi och kvalitet."
            ),
            True,
        ),
        (
            (
                "Flickor mår sämre än pojkar i årskurs 9, och fler män än kvinnor får"
                " försörjningsstöd länge. Vi behöver bättre statistik innan vi väljer."
            ),
            False,
        ),
    ],
    NORDHAV.code: [
        ("Strategen går först och visar sedan ledningsgruppen. Datum är inte bestämt.", False),
    ],
    AVIKEN.code: [
        ("De nya i kommunstyrelsen går utbildningen tillsammans med Granvik.", True),
        ("Vi träffar gruppen en vecka före varje träff.", True),
        ("Vi fortsätter med heltid i omsorgen.", True),
        ("Vi följer upp budgeten per kön och redovisar den i delårsrapporten.", False),
    ],
}
