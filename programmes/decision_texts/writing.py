"""Write a decision document: facts in, title and sections out."""

from collections.abc import Mapping

from programmes.decision_texts import mentor, participant
from programmes.decision_texts.facts import Facts, Part, gap
from programmes.decision_texts.sections import DEFAULT_HEADINGS, Heading, Section, SectionName
from programmes.decision_texts.swedish import day_in_words

_TEXTS = {Part.MENTOR: mentor.text_of, Part.PARTICIPANT: participant.text_of}
PROPOSED = "Förslag. Datum och paragraf fylls i när beslutet är fattat."


def title_of(facts: Facts) -> str:
    what = "Mentor i" if facts.part is Part.MENTOR else "Deltagande i"
    return f"{what} Modellkonceptet, omgången {facts.years}"


def particulars_of(facts: Facts) -> list[tuple[str, str]]:
    """The lines above the text: number, who decides, the round, and whether it is decided."""
    if facts.is_decided and facts.decided_on:
        state = f"Beslutat {day_in_words(facts.decided_on)}, {facts.paragraph_sign}"
    else:
        state = PROPOSED
    return [
        ("Dnr", facts.dnr or gap("diarienummer")),
        ("Organisation", facts.organisation),
        ("Beslutas av", facts.body_or_gap),
        ("Omgång", facts.round_name),
        ("Status", state),
    ]


def sections_of(facts: Facts, headings: Mapping[SectionName, Heading]) -> list[Section]:
    """The sections that the organisation uses, in order, with its headings or the default ones."""
    write = _TEXTS[facts.part]
    used = {name: headings.get(name, DEFAULT_HEADINGS[name]) for name in SectionName}
    return [
        Section(name, heading.text, write(name, facts))
        for name, heading in used.items()
        if heading.is_used
    ]
