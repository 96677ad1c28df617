"""What each section says when an organisation decides to be a mentor."""

from programmes.decision_texts.facts import Facts, Part, gap
from programmes.decision_texts.sections import SectionName
from programmes.decision_texts.swedish import (
    day_in_words,
    genitive,
    in_months,
    joined,
    mid_sentence,
    month_and_year,
    numbered,
    sentence_start,
)

DUTIES = (
    "driva sina egna förbättringar vidare,",
    "vara med på uppstartskonferensen, på lärandeträffarna och på resultatkonferensen,",
    "hjälpa de nya deltagarna in i arbetssättet,",
    "uppmuntra dem och ställa frågor när de använder vägledningen och gör sin självskattning,",
    "berätta om egna framgångar och om det som inte fungerade.",
)


def text_of(name: SectionName, facts: Facts) -> str:
    """The section's text; a heading without a text of its own gives nothing."""
    write = _WRITERS.get(name)
    return write(facts) if write else ""


def _proposal(facts: Facts) -> str:
    what = f"att {facts.organisation} är mentor i Modellkonceptet, omgången {facts.years}."
    return f"{opening(facts)} {what}"


def opening(facts: Facts) -> str:
    """Who decides, or has decided when and in which paragraph."""
    if facts.is_decided and facts.decided_on:
        when = f"{day_in_words(facts.decided_on)}, {facts.paragraph_sign}"
        return f"{facts.body_or_gap} beslutade den {when},"
    return f"{facts.body_or_gap} föreslås besluta"


def statement(_facts: Facts) -> str:
    return gap("vad era egna mål och styrande dokument innehåller om jämställdhet")


def _summary(facts: Facts) -> str:
    group = joined(facts.group) if facts.group else gap("organisationerna i gruppen")
    return "\n\n".join(
        [
            (
                f"{earlier_participation(facts)} Den som har deltagit i en omgång är sedan mentor"
                " i en senare."
            ),
            (
                f"Uppdraget gäller {group} och pågår i {in_months(facts.months)}. Det hör till"
                f" temat {_theme(facts)} och till {_meeting(facts)}."
            ),
        ]
    )


def earlier_participation(facts: Facts) -> str:
    rounds = [each.years for each in facts.earlier if each.part is Part.PARTICIPANT]
    when = joined(rounds) if rounds else gap("vilka år ni själva deltog")
    return f"{facts.organisation} deltog i Modellkonceptet {when}."


def background(facts: Facts) -> str:
    """What the programme is, who has been in it, and how long this round is."""
    found = [
        (
            "Modellkonceptet är ett stöd från Sveriges Kommuner och Regioner (SKR) till dem som"
            " vill ta in jämställdhet i sin styrning och ledning. Deltagarna jämför sitt arbete,"
            " provar förbättringar hemma och lär av varandras resultat."
        ),
    ]
    if numbers := facts.statistics:
        found.append(
            f"Sedan {numbers.since} har {numbers.municipalities} kommuner och {numbers.regions}"
            " regioner varit med."
        )
    found.append(
        f"Omgången {facts.years} är {in_months(facts.months)} lång, från"
        f" {month_and_year(facts.starts_on)} till {month_and_year(facts.ends_on)}."
    )
    return "\n\n".join(found)


def _purpose(facts: Facts) -> str:
    return (
        "En mentor har själv gått igenom en omgång och vet vad som brukar vara svårt. Gruppen får"
        f" någon att fråga, och {facts.authority.noun} följer hur andra löser samma uppgifter."
    )


def _value(facts: Facts) -> str:
    return (
        f"Uppdraget ryms i {facts.authority.genitive} vanliga arbete med jämställdhet. Det ger en"
        " fast tidpunkt för att granska det egna arbetet och en kontakt med organisationer i hela"
        " landet."
    )


def _duties(facts: Facts) -> str:
    return f"{sentence_start(facts.authority.noun)} ska\n{numbered(DUTIES)}"


def _procedure(facts: Facts) -> str:
    return "\n\n".join(
        [
            (
                "En omgång har flera mentorer. Var och en förbereder en lärandeträff tillsammans"
                f" med gruppen. {facts.organisation} gör det för {_meeting(facts)}, med temat"
                f" {_theme(facts)}."
            ),
            "Strateger deltar i alla träffar, politiker och chefer i två eller tre.",
        ]
    )


def _equality(facts: Facts) -> str:
    return (
        "Beslutet bedöms påverka jämställdheten positivt."
        f" {sentence_start(genitive(facts.organisation))} eget arbete fortsätter med stöd utifrån,"
        " och fler organisationer får hjälp att ge kvinnor och män, flickor och pojkar en likvärdig"
        " service."
    )


def follow_up(facts: Facts) -> str:
    body = mid_sentence(facts.body) or gap("vem som beslutar")
    return (
        f"{sentence_start(facts.authority.noun)} redovisar för {body} vad omgången har gett, när"
        f" den är slut i {month_and_year(facts.ends_on)}."
    )


def recipients(facts: Facts) -> str:
    return "\n".join(facts.recipients) or gap("vilka som ska få beslutet")


def _theme(facts: Facts) -> str:
    return mid_sentence(facts.theme) or gap("tema")


def _meeting(facts: Facts) -> str:
    return facts.meeting or gap("vilken lärandeträff")


_WRITERS = {
    SectionName.PROPOSAL: _proposal,
    SectionName.STATEMENT: statement,
    SectionName.SUMMARY: _summary,
    SectionName.BACKGROUND: background,
    SectionName.PURPOSE: _purpose,
    SectionName.VALUE: _value,
    SectionName.DUTIES: _duties,
    SectionName.PROCEDURE: _procedure,
    SectionName.EQUALITY: _equality,
    SectionName.FOLLOW_UP: follow_up,
    SectionName.RECIPIENTS: recipients,
}
