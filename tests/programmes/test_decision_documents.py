"""The document of a decision: its facts, its edited sections, its headings, and its files."""

import io
import re
import zipfile
from datetime import date

import pytest
from pypdf import PdfReader

from modellkoncept.documents.build import build_files
from modellkoncept.documents.request import request_document
from modellkoncept.locking import StaleVersionError
from programmes.decision_texts.facts import Earlier, Part
from programmes.decision_texts.sections import DEFAULT_HEADINGS, Heading, SectionName
from programmes.documents.decisions import DECISION_DOCUMENT
from programmes.models import Decision, EditedSection, Participation
from programmes.queries.decision_texts import headings_version, written_decision
from programmes.queries.decisions import facts_of
from programmes.services import decision_texts, decisions
from tests.document_text import pdf_text, word_paragraphs
from tests.factories import (
    DecisionFactory,
    LearningGroupFactory,
    MeetingFactory,
    MembershipFactory,
    OrganisationFactory,
    ParticipationFactory,
    RoundFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files_of_its_own(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        }
    }


@pytest.fixture
def lindhaga():
    """A mentor's decision of which the system knows everything but the day and the paragraph."""
    round = RoundFactory(
        name="Omgång 2027–2028", starts_on=date(2027, 2, 1), ends_on=date(2028, 7, 31)
    )
    group = LearningGroupFactory(round=round)
    theme = ThemeFactory(round=round, position=1, label="System för styrning och ledning")
    for name, kind in (
        ("Region Östanå", "L"),
        ("Granviks kommun", "K"),
        ("Björkåsa kommun", "K"),
    ):
        ParticipationFactory(group=group, organisation__name=name, organisation__kind=kind)
    MeetingFactory(group=group, theme=theme, kind="learning", title="Lärandeträff 1")
    organisation = OrganisationFactory(name="Lindhaga kommun")
    before = RoundFactory(starts_on=date(2024, 9, 2), ends_on=date(2026, 3, 2))
    ParticipationFactory(round=before, organisation=organisation)
    participation = ParticipationFactory(
        group=group, theme=theme, organisation=organisation, kind=Participation.Kind.MENTOR
    )
    MembershipFactory(participation=participation, user__full_name="Astrid Åkerblom")
    return DecisionFactory(
        participation=participation,
        kind=Decision.Kind.MENTOR,
        body="Kommunstyrelsen",
        dnr="KS/2026:412",
        recipients="Kommundirektör\nKvalitetschef",
    )


def fresh(decision):
    return Decision.objects.with_place().get(pk=decision.pk)


def text_of(decision, name):
    return written_decision(fresh(decision)).section(name)


def edit(decision, name=SectionName.BACKGROUND, text="Vi vill.", version=0):
    written = text_of(decision, name)
    return decision_texts.edit_section(
        decision=decision, section=name, text=text, generated=written.section.text, version=version
    )


# --- facts ----------------------------------------------------------------------------------------


def test_the_facts_come_from_what_the_system_holds(lindhaga):
    facts = facts_of(fresh(lindhaga))

    assert (facts.organisation, facts.is_region, facts.months) == ("Lindhaga kommun", False, 18)
    assert facts.theme == "System för styrning och ledning"
    assert facts.meeting == "Lärandeträff 1"
    assert list(facts.group) == ["Björkåsa kommun", "Granviks kommun", "Region Östanå"]
    assert list(facts.earlier) == [Earlier("2024–2026", Part.PARTICIPANT)]
    assert list(facts.recipients) == ["Kommundirektör", "Kvalitetschef"]
    assert written_decision(fresh(lindhaga)).gaps == []


def test_a_round_that_is_still_on_is_no_earlier_one(lindhaga):
    organisation = lindhaga.participation.organisation
    at_once = RoundFactory(starts_on=date(2026, 9, 1), ends_on=date(2027, 3, 1))
    ParticipationFactory(round=at_once, organisation=organisation)

    assert [each.years for each in facts_of(fresh(lindhaga)).earlier] == ["2024–2026"]


def test_a_meeting_of_another_group_is_not_the_mentors(lindhaga):
    participation = lindhaga.participation
    other = LearningGroupFactory(round=participation.round)
    Participation.objects.filter(pk=participation.pk).update(group=other)

    facts = facts_of(fresh(lindhaga))

    assert (facts.meeting, list(facts.group)) == ("", [])


def test_without_a_theme_it_is_left_open_and_not_guessed(lindhaga):
    Participation.objects.filter(pk=lindhaga.participation_id).update(theme=None)

    assert written_decision(fresh(lindhaga)).gaps == ["tema", "vilken lärandeträff"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_versions_of_many_cost_the_same(lindhaga, count, django_assert_num_queries):
    ids = [str(lindhaga.pk)]
    ids += [str(each.pk) for each in DecisionFactory.create_batch(count - 1)]

    # decisions, edited sections, headings, groups, earlier rounds here and as entered, meetings of
    # mentors; for the figures the rounds of all, the same as entered, their names and the sources
    with django_assert_num_queries(11):
        DECISION_DOCUMENT.versions(ids)


# --- editing --------------------------------------------------------------------------------------


def test_an_edited_section_is_kept_and_marked_until_it_is_restored(lindhaga):
    generated = text_of(lindhaga, SectionName.BACKGROUND).text

    edit(lindhaga, text="Vi vill gå vidare.")
    edited = text_of(lindhaga, SectionName.BACKGROUND)
    decision_texts.restore_section(decision=lindhaga, section=SectionName.BACKGROUND)
    restored = text_of(lindhaga, SectionName.BACKGROUND)

    assert (edited.text, edited.is_edited, edited.is_outdated) == (
        "Vi vill gå vidare.",
        True,
        False,
    )
    assert edited.section.text == generated
    assert (restored.text, restored.is_edited) == (generated, False)


def test_facts_that_change_later_are_told_beside_an_edited_section_only(lindhaga):
    edit(lindhaga, SectionName.RECIPIENTS, "Stabschef")
    edit(lindhaga, SectionName.BACKGROUND, "Vi vill.")

    decisions.change_decision(decision=lindhaga, recipients="Kommundirektör")

    found = {
        each.section.name: (each.is_edited, each.is_outdated)
        for each in written_decision(fresh(lindhaga)).sections
        if each.is_edited
    }
    assert found == {SectionName.BACKGROUND: (True, False), SectionName.RECIPIENTS: (True, True)}


def test_of_two_editors_the_later_is_refused_and_may_then_save(lindhaga):
    edit(lindhaga, text="Den förstas.")
    with pytest.raises(StaleVersionError):
        edit(lindhaga, text="Den andras.", version=0)

    edit(lindhaga, text="Bådas.", version=1)

    assert EditedSection.objects.get().text == "Bådas."


def test_one_who_edits_what_another_has_restored_is_told(lindhaga):
    edit(lindhaga)
    decision_texts.restore_section(decision=lindhaga, section=SectionName.BACKGROUND)

    with pytest.raises(StaleVersionError):
        edit(lindhaga, version=1)


@pytest.fixture
def strategist(lindhaga):
    return lindhaga.participation.memberships.get().user


def test_the_page_shows_the_text_what_is_missing_and_the_way_to_edit(client, lindhaga, strategist):
    decisions.change_decision(decision=lindhaga, dnr="")
    client.force_login(strategist)

    page = client.get(f"/beslut/{lindhaga.pk}/tjansteskrivelse/").text

    assert "Det här är inte ifyllt:" in page
    assert "<li>diarienummer</li>" in page
    assert f"/beslut/{lindhaga.pk}/tjansteskrivelse/bakgrund/" in page
    assert "Förslag. Datum och paragraf fylls i när beslutet är fattat." in page
    assert "Redigerad av er" not in page


def test_the_page_of_a_section_saves_and_refuses_an_older_version(client, lindhaga, strategist):
    address = f"/beslut/{lindhaga.pk}/tjansteskrivelse/bakgrund/"
    client.force_login(strategist)

    first = client.post(address, {"text": "Den förstas.", "version": 0})
    late = client.post(address, {"text": "Den andras.", "version": 0})
    page = client.get(f"/beslut/{lindhaga.pk}/tjansteskrivelse/").text

    assert (first.status_code, late.status_code) == (302, 409)
    assert "Någon annan ändrade avsnittet medan du skrev" in late.text
    assert ("Den andras.</textarea>" in late.text, "Den förstas." in late.text) == (True, True)
    assert "Redigerad av er" in page
    assert "Återställ till systemets text" in page


WRONG = [
    ("", "Skriv något här."),
    ("a\x00b", "Texten innehåller ett tecken som vi inte kan spara."),
    ("x" * 10_001, "Skriv högst 10000 tecken. Nu är det 10001."),
]


@pytest.mark.parametrize(("text", "sentence"), WRONG)
def test_a_section_that_cannot_be_saved_is_refused(client, lindhaga, strategist, text, sentence):
    client.force_login(strategist)

    answer = client.post(
        f"/beslut/{lindhaga.pk}/tjansteskrivelse/bakgrund/", {"text": text, "version": 0}
    )

    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert EditedSection.objects.count() == 0


@pytest.mark.parametrize("section", ["arendet", "yttrande"])
def test_a_section_without_a_text_or_out_of_use_cannot_be_edited(
    client, lindhaga, strategist, section
):
    client.force_login(strategist)

    assert client.get(f"/beslut/{lindhaga.pk}/tjansteskrivelse/{section}/").status_code == 404


@pytest.mark.parametrize("kind", ["mainstreaming", "cemr"])
def test_a_decision_that_is_not_about_the_round_has_no_document(client, lindhaga, strategist, kind):
    decisions.change_decision(decision=lindhaga, kind=kind)
    client.force_login(strategist)

    assert client.get(f"/beslut/{lindhaga.pk}/tjansteskrivelse/").status_code == 404
    assert client.post(f"/beslut/{lindhaga.pk}/tjansteskrivelse/dokument/").status_code == 404


# --- headings -------------------------------------------------------------------------------------


def headings_sent(**given):
    version = headings_version(DEFAULT_HEADINGS)
    fields = {f"{name}_text": each.text for name, each in DEFAULT_HEADINGS.items()}
    used = {f"{name}_is_used": "on" for name, each in DEFAULT_HEADINGS.items() if each.is_used}
    return {"version": version, **fields, **used, **given}


def test_an_organisation_has_headings_of_its_own_in_all_its_documents(client, lindhaga, strategist):
    client.force_login(strategist)

    answer = client.post(
        f"/deltagande/{lindhaga.participation_id}/beslut/rubriker/",
        headings_sent(
            jamstalldhet_text="Beslutsförslagets påverkan avseende jämställdhet",
            yttrande_is_used="on",
        ),
    )

    assert answer.status_code == 302
    headings = [each.section.heading for each in written_decision(fresh(lindhaga)).sections]
    assert headings[:2] == ["Förslag till beslut", "Yttrande till beslutsförslaget"]
    assert "Beslutsförslagets påverkan avseende jämställdhet" in headings
    own = lindhaga.participation.organisation.decision_headings
    assert sorted(own.values_list("section", flat=True)) == ["jamstalldhet", "yttrande"]


def test_of_two_who_change_the_headings_the_later_sees_both(client, lindhaga, strategist):
    address = f"/deltagande/{lindhaga.participation_id}/beslut/rubriker/"
    client.force_login(strategist)
    client.post(address, headings_sent(sammanfattning_text="I korthet"))

    late = client.post(address, headings_sent(sammanfattning_text="Kort sagt"))

    assert late.status_code == 409
    assert "Någon annan ändrade rubrikerna medan du skrev" in late.text
    assert ('value="Kort sagt"' in late.text, "I korthet" in late.text) == (True, True)
    organisation = lindhaga.participation.organisation
    assert organisation.decision_headings.get().text == "I korthet"


def test_the_default_headings_come_back(lindhaga):
    participation = lindhaga.participation
    changed = {**DEFAULT_HEADINGS, SectionName.SUMMARY: Heading("I korthet")}
    decision_texts.change_headings(participation=participation, headings=changed)
    decision_texts.change_headings(participation=participation, headings=DEFAULT_HEADINGS)

    assert participation.organisation.decision_headings.count() == 0


def test_a_document_always_has_its_proposal_and_no_empty_heading(client, lindhaga, strategist):
    client.force_login(strategist)
    given = headings_sent(bakgrund_text="")
    del given["forslag_is_used"]

    answer = client.post(f"/deltagande/{lindhaga.participation_id}/beslut/rubriker/", given)

    assert answer.status_code == 422
    assert "Skriv en rubrik." in answer.text
    assert "Förslaget till beslut måste vara med i dokumentet." in answer.text


# --- the files ------------------------------------------------------------------------------------


def made(decision):
    document = request_document(kind=DECISION_DOCUMENT, of=fresh(decision), by=None)
    build_files(document.pk)
    document.refresh_from_db()
    return document


def content(field) -> bytes:
    with field.open("rb") as file:
        return file.read()


def letters(text) -> str:
    """The text without what the two formats space and number in their own ways."""
    return re.sub(r"\W|(?<=\D)\d(?=\.)", "", text)


def test_word_and_pdf_hold_the_same_text_in_the_same_order(lindhaga):
    edit(lindhaga, SectionName.EQUALITY, "Vår egen text.\n\n- en punkt\n- en till")

    document = made(lindhaga)

    paragraphs = word_paragraphs(content(document.word))
    word = " ".join(text for _style, text in paragraphs)
    paper = pdf_text(content(document.pdf))
    said = [line for each in written_decision(fresh(lindhaga)).sections for line in lines_of(each)]
    assert [line for line in said if letters(line) not in letters(word)] == []
    assert [line for line in said if letters(line) not in letters(paper)] == []
    assert "KS/2026:412" in word
    assert "KS/2026:412" in paper
    assert "Astrid" not in word + paper


def lines_of(written):
    yield written.section.heading
    for block in written.blocks:
        yield from block.lines


def test_word_has_real_headings_a_list_of_five_a_title_and_its_language(lindhaga):
    document = made(lindhaga)

    file = content(document.word)
    paragraphs = word_paragraphs(file)
    headings = [(style, text) for style, text in paragraphs if style.startswith("Heading")]
    assert headings[0] == ("Heading1", "Mentor i Modellkonceptet, omgången 2027–2028")
    assert [text for style, text in headings if style == "Heading2"] == [
        "Förslag till beslut",
        "Sammanfattning",
        "Ärendet",
        "Påverkan på jämställdhet",
        "Uppföljning",
        "Beslutet skickas till",
    ]
    assert [text for style, text in headings if style == "Heading3"] == [
        "Bakgrund",
        "Vad uppdraget innebär",
        "Hur det går till",
    ]
    assert len([text for style, text in paragraphs if style == "ListNumber"]) == 5
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        assert "Mentor i Modellkonceptet" in archive.read("docProps/core.xml").decode()
        assert "sv-SE" in archive.read("word/styles.xml").decode()


def test_the_pdf_has_a_title_and_its_language_whatever_the_rounds(lindhaga):
    round = lindhaga.participation.round
    round.language = "en"
    round.save()

    reader = PdfReader(io.BytesIO(content(made(lindhaga).pdf)))

    assert reader.metadata.title == "Mentor i Modellkonceptet, omgången 2027–2028, Tjänsteskrivelse"
    assert reader.trailer["/Root"]["/Lang"] == "sv"


def test_the_recipients_stand_one_on_each_line(lindhaga):
    document = made(lindhaga)

    with zipfile.ZipFile(io.BytesIO(content(document.word))) as archive:
        xml = archive.read("word/document.xml").decode()
    between = re.search(r"Kommundirektör(.*?)Kvalitetschef", xml, re.DOTALL)
    assert "<w:br" in between[1]


def test_the_case_of_a_region_comes_out_of_the_system_as_word(lindhaga):
    """A region that took part 2018–2020 and is to be a mentor: its own headings, and no theme."""
    organisation = OrganisationFactory(name="Region Norrbotten", kind="L")
    before = RoundFactory(starts_on=date(2018, 10, 1), ends_on=date(2020, 3, 31))
    ParticipationFactory(round=before, organisation=organisation)
    round = RoundFactory(
        name="Modellregioner", starts_on=date(2021, 9, 14), ends_on=date(2023, 3, 14)
    )
    participation = ParticipationFactory(round=round, organisation=organisation, kind="mentor")
    own = {
        **DEFAULT_HEADINGS,
        SectionName.EQUALITY: Heading("Beslutsförslagets påverkan avseende jämställdhet"),
        SectionName.RECIPIENTS: Heading("Protokollsutdrag skickas till:"),
    }
    decision_texts.change_headings(participation=participation, headings=own)
    decision = decisions.add_decision(
        participation=participation,
        kind="mentor",
        body="Regionstyrelsen",
        dnr="00787-2021",
        recipients="Regiondirektör\nStabschef",
    )

    paragraphs = word_paragraphs(content(made(decision).word))

    text = "\n".join(text for _style, text in paragraphs)
    stated = [
        "00787-2021",
        "Regionstyrelsen föreslås besluta att Region Norrbotten är mentor",
        "Region Norrbotten deltog i Modellkonceptet 2018–2020.",
        "18 månader",
        "[fylls i: tema]",
        "Regionen ska",
        "Förslag. Datum och paragraf fylls i när beslutet är fattat.",
    ]
    assert [each for each in stated if each not in text] == []
    assert "Protokollsutdrag skickas till:" in [
        text for style, text in paragraphs if style == "Heading2"
    ]


def test_a_gap_stands_in_the_document_too(lindhaga):
    Participation.objects.filter(pk=lindhaga.participation_id).update(theme=None)

    text = pdf_text(content(made(lindhaga).pdf))

    assert "[fylls i: tema]" in text


def test_who_makes_the_document_is_led_to_it_and_it_is_known_to_be_old_after_a_change(
    client, lindhaga, strategist
):
    client.force_login(strategist)
    answer = client.post(f"/beslut/{lindhaga.pk}/tjansteskrivelse/dokument/")
    document = made(lindhaga)

    before = DECISION_DOCUMENT.version_of(str(lindhaga.pk)).content
    edit(lindhaga)
    after = DECISION_DOCUMENT.version_of(str(lindhaga.pk)).content

    assert answer.url == document.get_absolute_url()
    assert (document.content == before, before == after) == (True, False)
