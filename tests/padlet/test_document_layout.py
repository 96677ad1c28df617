"""How a documentation is laid out in Word and PDF: numbers, summaries and long words."""

import io
import re
import zipfile
from collections import defaultdict
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader
from pyphen import Pyphen

from modellkoncept.documents.build import build_files
from modellkoncept.documents.kinds import Kind
from modellkoncept.documents.models import Document
from modellkoncept.documents.request import request_document
from padlet.models import Board
from padlet.reports.documents.discussions import KINDS
from padlet.services import clusters, summaries
from tests.document_text import W, word_paragraphs
from tests.factories import NoteFactory, UserFactory

pytestmark = pytest.mark.django_db
LONG = "jämställdhetsintegreringsarbetsgruppsordförandeskapet"


@pytest.fixture
def summed_up(board) -> Board:
    """Notes in two sections and two themes, and a sentence on two of them."""
    prompt = board.prompts.first()
    cluster = clusters.add_cluster(board=board, prompt_id=prompt.pk, title="Tid")
    notes = [
        NoteFactory(board=board, section=section, prompt=prompt, text=f"Lapp {n}", cluster=each)
        for section in board.sections.all()[:2]
        for n, each in enumerate([None, cluster, cluster])
    ]
    chosen = [notes[0].pk, notes[4].pk]
    summaries.add_sentence(board=board, prompt_id=prompt.pk, text="I korthet.", note_ids=chosen)
    return board


def document_of(board: Board, kind: Kind) -> Document:
    document = request_document(kind=kind, of=board, by=UserFactory(is_staff=True))
    build_files(document.pk)
    document.refresh_from_db()
    assert document.state == "done", document.error
    return document


def part(document: Document, name: str) -> ElementTree.Element:
    with document.word.open() as file:
        return ElementTree.fromstring(zipfile.ZipFile(file).read(name))  # noqa: S314 – our own file


def marks(document: Document) -> list[tuple[str, str]]:
    """(mark, text) of each paragraph in a list, as Word draws it: a bullet or the number."""
    numbering = part(document, "word/numbering.xml")
    kinds = {
        each.get(f"{W}abstractNumId"): each.find(f"{W}lvl/{W}numFmt").get(f"{W}val")
        for each in numbering.iter(f"{W}abstractNum")
    }
    formats, following = {}, {}
    for number in numbering.iter(f"{W}num"):
        key = number.get(f"{W}numId")
        formats[key] = kinds[number.find(f"{W}abstractNumId").get(f"{W}val")]
        start = number.find(f"{W}lvlOverride/{W}startOverride")
        following[key] = int(start.get(f"{W}val")) if start is not None else 1
    found = []
    for paragraph in part(document, "word/document.xml").iter(f"{W}p"):
        reference = paragraph.find(f"{W}pPr/{W}numPr/{W}numId")
        if reference is None:
            continue
        key = reference.get(f"{W}val")
        text = "".join(each.text or "" for each in paragraph.iter(f"{W}t"))
        found.append((formats[key] if formats[key] == "bullet" else str(following[key]), text))
        following[key] += 1
    return found


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_note_has_a_number_or_a_bullet_and_numbers_run_on_as_the_sentences_cite_them(
    summed_up, kind
):
    document = document_of(summed_up, kind)
    listed = marks(document)
    notes = [(mark, text) for mark, text in listed if text.startswith("Lapp ")]

    assert len(notes) == 6
    assert [text for _mark, text in listed if re.match(r"\d+\.|[•–-]", text)] == []
    if kind.name.startswith("notes"):
        assert {mark for mark, _text in notes} == {"bullet"}
        return
    assert [mark for mark, _text in notes] == ["1", "2", "3", "4", "5", "6"]
    cited = {mark for mark, text in notes if "(mening 1)" in text}
    with document.word.open() as file:
        labels = [text for style, text in word_paragraphs(file.read()) if style == "SummarySource"]
    assert len(labels) == 1
    assert set(re.findall(r"\d+", labels[0])) == cited
    assert len(cited) == 2


def test_in_the_pdf_the_numbers_run_on_too(summed_up):
    with document_of(summed_up, KINDS[0]).pdf.open() as file:
        lines = drawn_lines(file.read())

    notes = [line for line in lines if any(text.startswith("Lapp ") for text in line)]
    numbers = [[text for text in line if re.fullmatch(r"\d+\.", text)] for line in notes]
    assert numbers == [["1."], ["2."], ["3."], ["4."], ["5."], ["6."]]


def drawn_lines(data: bytes) -> list[list[str]]:
    """The texts on each line of a page, from the top: a list's number is drawn after its text."""
    lines: dict[tuple[int, int], list[str]] = defaultdict(list)
    for number, page in enumerate(PdfReader(io.BytesIO(data)).pages):

        def collect(text, cm, tm, _font, _size, number=number):
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            if text.strip():
                lines[number, -round(y)].append(text.strip())

        page.extract_text(visitor_text=collect)
    return [lines[place] for place in sorted(lines)]


def test_a_summary_has_levels_prompt_sentence_and_what_it_is_based_on(summed_up):
    with document_of(summed_up, KINDS[0]).word.open() as file:
        paragraphs = word_paragraphs(file.read())

    begins = paragraphs.index(("Heading2", "Sammanfattning"))
    styles = [style for style, _text in paragraphs[begins : begins + 6]]
    assert styles == ["Heading2", "Quiet", "Heading3", "Summary", "SummarySource", "Quiet"]
    assert paragraphs[begins + 3][1] == "1 I korthet."
    assert paragraphs[begins + 4][1].startswith("Bygger på lapparna ")


def test_word_sets_the_levels_of_a_summary_apart_and_keeps_them_together(summed_up):
    styles = {
        style.get(f"{W}styleId"): style
        for style in part(document_of(summed_up, KINDS[0]), "word/styles.xml").iter(f"{W}style")
    }

    def size(name: str) -> int:
        return int(styles[name].find(f"{W}rPr/{W}sz").get(f"{W}val"))

    assert size("Heading3") > size("Summary") > size("SummarySource")
    assert styles["Summary"].find(f"{W}pPr/{W}keepNext") is not None


def test_long_words_break_by_the_rules_of_the_language_in_pdf_and_word(board):
    section, prompt = board.sections.first(), board.prompts.first()
    text = " ".join([LONG] * 12)
    NoteFactory(board=board, section=section, prompt=prompt, text=text)
    document = document_of(board, KINDS[0])

    settings = part(document, "word/settings.xml")
    with document.pdf.open() as file:
        lines = "\n".join(page.extract_text() for page in PdfReader(file).pages)

    assert settings.find(f"{W}autoHyphenation").get(f"{W}val") == "true"
    broken = re.findall(r"(\w+)\u2010\s*\n\s*(\w+)", lines)
    allowed = {LONG[:place] for place in Pyphen(lang="sv").positions(LONG)}
    assert len(broken) >= 3
    assert [first + rest for first, rest in broken] == [LONG] * len(broken)
    assert {first for first, _rest in broken} <= allowed
