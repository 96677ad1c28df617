"""What each section says when an organisation decides to take part in a round."""

from programmes.decision_texts import mentor
from programmes.decision_texts.facts import Facts, gap
from programmes.decision_texts.sections import SectionName
from programmes.decision_texts.swedish import (
    genitive,
    in_months,
    joined,
    numbered,
    sentence_start,
)

DUTIES = (
    "utse en ledande politiker, en hög chef och en strateg som deltar hela omgången,",
    "gå introduktionsutbildningen innan omgången börjar,",
    "göra en gemensam självskattning inför varje lärandeträff,",
    "prova och följa upp förbättringar hemma mellan träffarna,",
    "vara mentor i en senare omgång.",
)


def text_of(name: SectionName, facts: Facts) -> str:
    """The section's text; a heading without a text of its own gives nothing."""
    write = _WRITERS.get(name)
    return write(facts) if write else ""


def _proposal(facts: Facts) -> str:
    what = f"att {facts.organisation} deltar i Modellkonceptet, omgången {facts.years}."
    return f"{mentor.opening(facts)} {what}"


def _summary(facts: Facts) -> str:
    group = joined(facts.group) if facts.group else gap("organisationerna i gruppen")
    found = [
        (
            f"{facts.organisation} arbetar i {in_months(facts.months)} med att ta in jämställdhet i"
            f" styrning och ledning, tillsammans med {group}."
        )
    ]
    if facts.earlier:
        found.append(mentor.earlier_participation(facts))
    return "\n\n".join(found)


def _purpose(facts: Facts) -> str:
    return (
        f"{sentence_start(facts.authority.noun)} får en bild av var arbetet med jämställdhet"
        " fungerar och var det brister, och hjälp av andra att förbättra det."
    )


def _value(facts: Facts) -> str:
    return (
        f"Arbetet är en del av {facts.authority.genitive} vanliga styrning och uppföljning."
        " Politiker, chefer och strateger lär tillsammans, och resultaten jämförs med andras."
    )


def _duties(facts: Facts) -> str:
    return f"{sentence_start(facts.authority.noun)} ska\n{numbered(DUTIES)}"


def _procedure(_facts: Facts) -> str:
    return "\n\n".join(
        [
            (
                "Omgången börjar med en uppstartskonferens, fortsätter med lärandeträffar och"
                " slutar med en resultatkonferens. Däremellan arbetar deltagarna hemma. En mentor,"
                " som själv har gått igenom en omgång, stödjer gruppen."
            ),
            "Strateger deltar i alla träffar, politiker och chefer i två eller tre.",
        ]
    )


def _equality(facts: Facts) -> str:
    return (
        "Beslutet bedöms påverka jämställdheten positivt. Målet är att"
        f" {genitive(facts.organisation)} service och resurser ska fördelas likvärdigt mellan"
        " kvinnor och män, flickor och pojkar."
    )


_WRITERS = {
    SectionName.PROPOSAL: _proposal,
    SectionName.STATEMENT: mentor.statement,
    SectionName.SUMMARY: _summary,
    SectionName.BACKGROUND: mentor.background,
    SectionName.PURPOSE: _purpose,
    SectionName.VALUE: _value,
    SectionName.DUTIES: _duties,
    SectionName.PROCEDURE: _procedure,
    SectionName.EQUALITY: _equality,
    SectionName.FOLLOW_UP: mentor.follow_up,
    SectionName.RECIPIENTS: mentor.recipients,
}
