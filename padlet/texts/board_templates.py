"""The templates that a board can be made from: prompts, role groups and instructions.

Pure; no Django. What stands here is content that somebody could have typed, so it is not
translated: it becomes the board's own text, to be changed before it is saved.
"""

from dataclasses import dataclass

from padlet.texts.prompt_wording import STANDARD_PROMPTS

EVERYBODY = ("alla",)
THE_THREE = ("pol", "chef", "strat")


@dataclass(frozen=True)
class BoardTemplate:
    """A board to begin from. Its groups are there whoever is registered in the round yet."""

    key: str  # the word in the address
    title: str  # empty: the meeting's own
    prompts: tuple[str, ...]
    role_groups: tuple[str, ...]
    instructions: str = ""


BOARD_TEMPLATES = {
    template.key: template
    for template in [
        BoardTemplate(
            key="start",
            title="Gruppdiskussion: vem kan göra vad?",
            prompts=tuple(STANDARD_PROMPTS),
            role_groups=THE_THREE,
            instructions=(
                "Bestäm vem i gruppen som skriver. Den personen kan visa sin skärm för er andra.\n"
                "\n"
                "Skanna koden eller öppna länken och välj er egen grupp. Är ni uppdelade i flera"
                " smågrupper väljer ni också vilken.\n"
                "\n"
                "Prata om frågorna en i taget. Skriv det viktigaste, en tanke på varje lapp. Ni"
                " kan ändra och ta bort era lappar medan tavlan är öppen."
            ),
        ),
        BoardTemplate(
            key="planering",
            title="Planera tiden hemma",
            prompts=(
                "Introduktionen: vilka hos er går den, när, och räcker en grupp?",
                "Mellan lärandeträffarna: när ses ni hemma, och vilka behöver vara med?",
                "Vilka skillnader mellan kvinnor och män, flickor och pojkar börjar ni med?",
                "Till er som är mentorer: hur går ert eget förbättringsarbete vidare?",
            ),
            role_groups=EVERYBODY,
            instructions=(
                "Sitt tillsammans med dem från din egen organisation. Skriv så konkret ni kan: vad,"
                " vem och när. Inled lappen med organisationens namn om andra ska kunna se vems"
                " planen är.\n"
                "\n"
                "Det här blir början på er plan för tiden hemma."
            ),
        ),
        BoardTemplate(
            key="utvardering",
            title="Hur blev det i dag?",
            prompts=(
                "Plus: vad var bra i dag?",
                "Minus: vad kan bli bättre?",
                "Intressant: vad vill du tänka vidare på?",
            ),
            role_groups=EVERYBODY,
            instructions=(
                "Ta en minut och skriv en eller ett par lappar under varje rubrik. En tanke på"
                " varje lapp räcker."
            ),
        ),
        BoardTemplate(key="tom", title="", prompts=(), role_groups=THE_THREE),
    ]
}
