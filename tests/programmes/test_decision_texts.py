"""The text of a decision document: facts in, our own wording out, and nothing that nobody gave."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from programmes.decision_texts import blocks, swedish, writing
from programmes.decision_texts.blocks import Block, BlockKind
from programmes.decision_texts.facts import Earlier, Facts, Part, Statistics
from programmes.decision_texts.sections import DEFAULT_HEADINGS, Heading, SectionName

SHARED = Path(settings.BASE_DIR).parent / "shared"
GOLDEN = SHARED / "golden" / "decision"
SEED = SHARED / "seeds" / "3-mentor-decision.txt"
needs_golden = pytest.mark.skipif(
    not GOLDEN.exists(), reason="the expected data of decisions is not beside the repository"
)

LINDHAGA = Facts(
    part=Part.MENTOR,
    organisation="Lindhaga kommun",
    is_region=False,
    body="Kommunstyrelsen",
    dnr="KS/2026:412",
    round_name="omgång 2027–2028",
    starts_on=date(2027, 2, 1),
    ends_on=date(2028, 7, 31),
    theme="System för styrning och ledning",
    meeting="Lärandeträff 1",
    group=("Björkåsa kommun", "Granviks kommun", "Region Östanå"),
    earlier=(Earlier("2024–2026", Part.PARTICIPANT),),
    recipients=("Kommundirektör", "Kvalitetschef"),
)
NORRBOTTEN = Facts(
    part=Part.MENTOR,
    organisation="Region Norrbotten",
    is_region=True,
    body="Regionstyrelsen",
    dnr="00787-2021",
    round_name="Modellregioner",
    starts_on=date(2021, 9, 14),
    ends_on=date(2023, 3, 14),
    earlier=(Earlier("2018–2020", Part.PARTICIPANT),),
    statistics=Statistics(municipalities=37, regions=6, since=2015),
    recipients=("Regiondirektör", "Stabschef"),
)
NORRBOTTENS_HEADINGS = {
    SectionName.STATEMENT: Heading("Yttrande till beslutsförslaget"),
    SectionName.PURPOSE: Heading("Syftet med mentor"),
    SectionName.VALUE: Heading("Värdet för mentorn"),
    SectionName.DUTIES: Heading("I rollen som mentor förväntas organisationen att:"),
    SectionName.PROCEDURE: Heading("Så går det till"),
    SectionName.EQUALITY: Heading("Beslutsförslagets påverkan avseende jämställdhet"),
    SectionName.FOLLOW_UP: Heading("Uppföljning", is_used=False),
    SectionName.RECIPIENTS: Heading("Protokollsutdrag skickas till:"),
}


def written(facts, headings=None) -> str:
    """Everything in the document, a line for each."""
    sections = writing.sections_of(facts, headings or {})
    particulars = [f"{label} {value}" for label, value in writing.particulars_of(facts)]
    return "\n".join(
        [writing.title_of(facts), *particulars, *(f"{s.heading}\n{s.text}" for s in sections)]
    )


def section(facts, name, headings=None):
    return next(each for each in writing.sections_of(facts, headings or {}) if each.name is name)


def words(text) -> list[str]:
    return re.findall(r"\w+", text.casefold())


# --- the generated case ---------------------------------------------------------------------------


def test_a_mentors_document_states_every_fact_that_was_given():
    text = written(LINDHAGA)

    stated = [
        "Lindhaga kommun",
        "Kommunstyrelsen föreslås besluta",
        "Dnr KS/2026:412\n",
        "Förslag. Datum och paragraf fylls i när beslutet är fattat.",
        "är mentor i Modellkonceptet, omgången 2027–2028.",
        "omgång 2027–2028",
        "Omgången 2027–2028 är 18 månader lång, från februari 2027 till juli 2028.",
        "temat system för styrning och ledning",
        "Lärandeträff 1",
        "Björkåsa kommun, Granviks kommun och Region Östanå",
        "Strateger deltar i alla träffar, politiker och chefer i två eller tre.",
        "Lindhaga kommun deltog i Modellkonceptet 2024–2026.",
        "Lindhaga kommuns",
        "Påverkan på jämställdhet\nBeslutet bedöms påverka jämställdheten positivt.",
        "Beslutet skickas till\nKommundirektör\nKvalitetschef",
    ]
    assert [each for each in stated if each not in text] == []


def test_the_five_duties_are_a_list_of_five():
    lists = [
        block
        for block in blocks.blocks_of(section(LINDHAGA, SectionName.DUTIES).text)
        if block.kind is BlockKind.NUMBERED
    ]

    assert [len(each.lines) for each in lists] == [5]
    stems = ["förbättring", "uppstartskonferens", "arbetssätt", "vägledning", "framgång"]
    assert [stem in line for stem, line in zip(stems, lists[0].lines, strict=True)] == [True] * 5


def test_a_proposal_has_no_date_and_no_paragraph_that_nobody_gave():
    text = written(LINDHAGA)

    assert (
        re.findall(r"§|\d{4}-\d{2}-\d{2}|\d{1,2} (?:jan|feb|mar|apr|maj|jun|jul|aug)", text) == []
    )
    facts_of_the_seed = ["Norrbotten", "2018", "2020", "37", "00787-2021", " 6 ", " kr", "avgift"]
    assert [each for each in facts_of_the_seed if each in text] == []


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({}, writing.PROPOSED),
        ({"decided_on": date(2027, 3, 1)}, writing.PROPOSED),
        ({"paragraph": "45"}, writing.PROPOSED),
        ({"decided_on": date(2028, 2, 29), "paragraph": "45"}, "Beslutat 29 februari 2028, § 45"),
        ({"decided_on": date(2027, 3, 1), "paragraph": "§ 45"}, "Beslutat 1 mars 2027, § 45"),
    ],
)
def test_it_is_a_proposal_until_date_and_paragraph_are_there(given, status):
    facts = Facts(**(vars(LINDHAGA) | given))

    assert dict(writing.particulars_of(facts))["Status"] == status
    opening = section(facts, SectionName.PROPOSAL).text.split(" att ")[0]
    decided = status.removeprefix("Beslutat ")
    assert opening == (
        "Kommunstyrelsen föreslås besluta"
        if status == writing.PROPOSED
        else f"Kommunstyrelsen beslutade den {decided},"
    )


def test_what_nobody_gave_stands_as_a_gap_and_is_listed():
    bare = Facts(
        part=Part.MENTOR,
        organisation="Lindhaga kommun",
        is_region=False,
        starts_on=date(2027, 2, 1),
        ends_on=date(2028, 7, 31),
    )

    text = written(bare)

    assert blocks.gaps_in([text]) == [
        "diarienummer",
        "vem som beslutar",
        "vilka år ni själva deltog",
        "organisationerna i gruppen",
        "tema",
        "vilken lärandeträff",
        "vilka som ska få beslutet",
    ]


@pytest.mark.parametrize("part", Part)
@pytest.mark.parametrize(
    ("organisation", "is_region", "own", "foreign"),
    [
        ("Lindhaga kommun", False, "kommunen", "region(?:styrelsen|fullmäktige|en|ens)"),
        ("Region Östanå", True, "regionen", "kommun(?:styrelsen|fullmäktige|en|ens)"),
        # A municipality by law, and a region by name.
        ("Region Gotland", False, "regionen", "kommun(?:styrelsen|fullmäktige|en|ens)"),
    ],
)
def test_a_municipality_and_a_region_are_never_called_the_other(
    part, organisation, is_region, own, foreign
):
    given = {"part": part, "organisation": organisation, "is_region": is_region, "body": ""}
    every = {name: Heading(heading.text) for name, heading in DEFAULT_HEADINGS.items()}

    text = written(Facts(**(vars(LINDHAGA) | given)), every).casefold()

    assert re.findall(rf"\b(?:{foreign})\b", text) == []
    assert re.findall(rf"\b{own}s?\b", text) != []


def test_a_participants_document_speaks_of_taking_part():
    text = written(Facts(**(vars(LINDHAGA) | {"part": Part.PARTICIPANT, "theme": ""})))

    assert "att Lindhaga kommun deltar i Modellkonceptet, omgången 2027–2028." in text
    assert "[fylls i" not in text
    assert text.startswith("Deltagande i Modellkonceptet, omgången 2027–2028")


# --- the seed's case ------------------------------------------------------------------------------


def test_the_seeds_case_comes_out_with_its_facts_and_its_headings():
    sections = writing.sections_of(NORRBOTTEN, NORRBOTTENS_HEADINGS)
    text = written(NORRBOTTEN, NORRBOTTENS_HEADINGS)

    assert [each.heading for each in sections] == [
        "Förslag till beslut",
        "Yttrande till beslutsförslaget",
        "Sammanfattning",
        "Ärendet",
        "Bakgrund",
        "Syftet med mentor",
        "Värdet för mentorn",
        "I rollen som mentor förväntas organisationen att:",
        "Så går det till",
        "Beslutsförslagets påverkan avseende jämställdhet",
        "Protokollsutdrag skickas till:",
    ]
    assert [each.level for each in sections] == [2, 2, 2, 2, 3, 3, 3, 3, 3, 2, 2]
    stated = [
        "Regionstyrelsen föreslås besluta att Region Norrbotten är mentor",
        "Dnr 00787-2021\n",
        "Region Norrbotten deltog i Modellkonceptet 2018–2020.",
        "18 månader",
        "Sedan 2015 har 37 kommuner och 6 regioner varit med.",
        "Sveriges Kommuner och Regioner (SKR)",
        "En omgång har flera mentorer.",
        "Beslutet bedöms påverka jämställdheten positivt.",
        "Protokollsutdrag skickas till:\nRegiondirektör\nStabschef",
    ]
    assert [each for each in stated if each not in text] == []
    # Not guessed: which theme, and so which meeting, and who the group is.
    assert blocks.gaps_in([text]) == [
        "vad era egna mål och styrande dokument innehåller om jämställdhet",
        "organisationerna i gruppen",
        "tema",
        "vilken lärandeträff",
    ]
    assert "2021-" not in text.replace("00787-2021", "")
    assert "avslutad deltagande" not in text


@needs_golden
def test_the_expected_data_of_the_seeds_case_agrees():
    expected = json.loads((GOLDEN / "seed3.expected.json").read_text())
    sections = writing.sections_of(NORRBOTTEN, NORRBOTTENS_HEADINGS)
    text = written(NORRBOTTEN, NORRBOTTENS_HEADINGS)

    assert [each.heading for each in sections] == expected["headings"]
    levels = expected["heading_levels"]
    assert [each.heading for each in sections if each.level == 2] == levels["2"]
    assert [each.heading for each in sections if each.level == 3] == levels["3 (under Ärendet)"]
    assert f"Dnr {expected['dnr']}" == expected["dnr_line"]
    for stated in (expected["organisation"], expected["decides"], *expected["recipients"]):
        assert stated in text
    assert f"{expected['dates']['length_months']} månader" in text
    numbers = expected["statistics"]
    assert f"{numbers['municipalities']} kommuner och {numbers['regions']} regioner" in text
    assert expected["theme_of_this_mentor"] is None
    assert [each["text"] for each in expected["themes"] if each["text"] in text] == []
    assert len(expected["duties"]) == len(
        blocks.blocks_of(section(NORRBOTTEN, SectionName.DUTIES).text)[1].lines
    )


@needs_golden
def test_the_expected_data_of_the_generated_case_agrees():
    expected = json.loads((GOLDEN / "generated.expected.json").read_text())
    given = expected["input"]

    assert [each.text for each in DEFAULT_HEADINGS.values() if each.is_used] == expected[
        "headings_in_order"
    ]
    assert (LINDHAGA.organisation, LINDHAGA.body, LINDHAGA.dnr) == (
        given["organisation"],
        given["body"],
        given["dnr"],
    )
    assert (f"{LINDHAGA.starts_on}", f"{LINDHAGA.ends_on}") == (given["starts"], given["ends"])
    assert LINDHAGA.months == given["months"]
    assert swedish.genitive(LINDHAGA.organisation) == given["genitive"]
    assert list(LINDHAGA.group) == given["group"]
    for authority, forms in (
        (swedish.MUNICIPALITY, expected["grammar"]["K"]),
        (swedish.REGION, expected["grammar"]["L"]),
    ):
        own = [authority.board, authority.assembly, authority.noun, authority.genitive]
        assert own == forms


@pytest.mark.skipif(
    not SEED.exists(), reason="the customer's document is not beside the repository"
)
@pytest.mark.parametrize("facts", [LINDHAGA, NORRBOTTEN], ids=["Lindhaga", "Norrbotten"])
@pytest.mark.parametrize("part", Part)
def test_no_twelve_words_in_a_row_are_the_customers_own(facts, part):
    every = {name: Heading(heading.text) for name, heading in DEFAULT_HEADINGS.items()}
    theirs = words(SEED.read_text())
    runs = {tuple(theirs[at : at + 12]) for at in range(len(theirs) - 11)}

    ours = words(written(Facts(**(vars(facts) | {"part": part})), every))

    found = [ours[at : at + 12] for at in range(len(ours)) if tuple(ours[at : at + 12]) in runs]
    assert found == []


# --- grammar and blocks ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "genitive"),
    [
        ("Lindhaga kommun", "Lindhaga kommuns"),
        ("Region Östanå", "Region Östanås"),
        ("Region Jönköpings län", "Region Jönköpings läns"),
        ("Alingsås", "Alingsås"),
        ("Schweiz", "Schweiz"),
        ("kommunen", "kommunens"),
    ],
)
def test_the_genitive_of_a_name(name, genitive):
    assert swedish.genitive(name) == genitive


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2027, 2, 1), date(2028, 7, 31), 18),
        (date(2021, 9, 14), date(2023, 3, 14), 18),
        (date(2026, 9, 15), date(2028, 3, 16), 18),
        (date(2027, 1, 1), date(2027, 12, 31), 12),
        (date(2028, 1, 31), date(2028, 2, 29), 1),
        (date(2027, 9, 1), date(2029, 8, 20), 24),
        (date(2027, 9, 1), date(2027, 9, 20), 1),
    ],
)
def test_the_length_in_months_comes_from_the_dates(first, last, months):
    assert swedish.months_between(first, last) == months


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        (
            "Ett.\n\nTvå.",
            [Block(BlockKind.PARAGRAPH, ["Ett."]), Block(BlockKind.PARAGRAPH, ["Två."])],
        ),
        (
            "Kommunen ska\n1. lära,\n2) dela.",
            [
                Block(BlockKind.PARAGRAPH, ["Kommunen ska"]),
                Block(BlockKind.NUMBERED, ["lära,", "dela."]),
            ],
        ),
        ("- en\n• två", [Block(BlockKind.BULLETS, ["en", "två"])]),
        ("Chef\nStab", [Block(BlockKind.PARAGRAPH, ["Chef", "Stab"])]),
        ("2027 års budget", [Block(BlockKind.PARAGRAPH, ["2027 års budget"])]),
    ],
)
def test_plain_text_is_read_into_paragraphs_and_lists(text, found):
    assert blocks.blocks_of(text) == found
