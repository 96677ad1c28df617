"""A whole old wall, in and out as PDF, Word and files: nothing lost, nothing twice.

One that we made up in the form of the old ones, and the customer's own where it is at hand.
"""

import io
import json
import re
import secrets
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from pypdf import PdfReader

from modellkoncept.documents.build import build_files
from modellkoncept.documents.request import request_document
from padlet import credentials
from padlet.models import Board, Note
from padlet.reports.documents.discussions import DISCUSSIONS
from padlet.services import boards
from padlet.texts.prompt_wording import STANDARD_PROMPTS
from padlet.texts.wall_parser import Kind, guess_kinds, lines_of, read_wall
from tests.document_text import pdf_text, word_paragraphs
from tests.factories import MeetingFactory, UserFactory
from tests.padlet.test_exports import csv_rows, markdown_notes, xlsx_rows

pytestmark = pytest.mark.django_db

WALLS = {
    "invented": Path(__file__).parent / "invented_wall.txt",
    "the customer's": settings.BASE_DIR.parent
    / "shared"
    / "seeds"
    / "0-padlet-start-conference.txt",
}
GROUPS = {"Politikergrupp": "pol", "Chefsgrupp": "chef", "Strateger och nyckelpersoner": "strat"}
NAMES = {"pol": "Politiker", "chef": "Chefer", "strat": "Strateger och nyckelpersoner"}
QUESTIONS = ["Vad kan ni", "Vad förväntar ni er", "Finns det något"]


def boxes_in(text: str) -> dict[tuple[str, int], list[str]]:
    """(role group, prompt 1-3) -> its notes, as they stand in the file."""
    boxes: dict[tuple[str, int], list[str]] = {}
    role, question = "", 0
    for line in text.splitlines():
        text = line.strip()
        if text in GROUPS:
            role = GROUPS[text]
        elif text.endswith("– ANONYMT"):
            boxes.setdefault((role, question), []).append(text.removesuffix("– ANONYMT").strip())
        else:
            question = next((n for n, q in enumerate(QUESTIONS, 1) if text.startswith(q)), question)
    return boxes


@pytest.fixture(params=WALLS)
def text(request) -> str:
    file = WALLS[request.param]
    if not file.exists():
        pytest.skip(f"Kundens vägg finns inte här ({file.name}), så den kan inte läggas in.")
    return file.read_text()


@pytest.fixture
def wall(text) -> dict[tuple[str, int], list[str]]:
    return boxes_in(text)


def test_the_wall_is_read_as_nine_boxes_and_fifty_notes(wall):
    assert {box: len(notes) for box, notes in wall.items()} == {
        ("pol", 1): 6, ("pol", 2): 3, ("pol", 3): 3,
        ("chef", 1): 3, ("chef", 2): 2, ("chef", 3): 3,
        ("strat", 1): 10, ("strat", 2): 11, ("strat", 3): 9,
    }  # fmt: skip


def test_what_stands_round_the_notes_is_told_and_never_becomes_one(text):
    read = read_wall(text)

    lines = lines_of(text)
    kinds = guess_kinds(lines)
    left = [line.text for line, kind in zip(lines, kinds, strict=True) if kind is Kind.LEFT_OUT]
    assert [text for text in left if "@" not in text] == ["PDF-dokument", "PADLET DRIVE"]
    # One name: whose wall it was.
    assert (len(read.notes), read.split, read.names_removed) == (50, 0, 1)


def test_fifty_notes_go_in_and_come_out_once_each_in_their_boxes(client, wall):
    board = boards.create_board(
        meeting=MeetingFactory(title="Uppstartskonferens"),
        title="Gruppdiskussion",
        prompts=STANDARD_PROMPTS,
    )
    sizes = {section.pk: [8] for section in board.sections.all()}
    board = boards.open_board(board=board, breakout_sizes=sizes)
    sections = {section.role_group: section for section in board.sections.all()}
    prompts = list(board.prompts.all())

    for (role, question), notes in wall.items():
        for text in notes:
            answer = client.post(
                f"/t/{board.path}/lapp/{sections[role].pk}/{prompts[question - 1].pk}/0/",
                json.dumps(
                    {
                        "pass": credentials.write_pass(board, sections[role]),
                        "token": secrets.token_hex(24),
                        "text": text,
                    }
                ),
                content_type="application/json",
            )
            assert answer.status_code == 200, answer.text
    assert Note.objects.count() == 50

    check_the_documents(board, wall)

    # And every file says the same fifty, in the same boxes.
    client.force_login(UserFactory(is_staff=True))
    files = {
        form: client.get(f"/tavlor/{board.pk}/export/{form}/").content
        for form in ("csv", "xlsx", "md", "json")
    }
    in_boxes = sorted((NAMES[role], n, text) for (role, n), notes in wall.items() for text in notes)
    for table in (csv_rows(files["csv"]), xlsx_rows(files["xlsx"])):
        rows = [(row[0], question_of(row[1]), row[4].removeprefix("'")) for row in table[1:]]
        assert sorted(rows) == in_boxes
    in_json = [
        (group["group"], question_of(question["question"]), note["text"])
        for group in json.loads(files["json"])["groups"]
        for question in group["questions"]
        for note in question["notes"]
    ]
    assert sorted(in_json) == in_boxes
    assert sorted(markdown_notes(files["md"])) == sorted(text for _group, _n, text in in_boxes)


def test_a_wall_brought_in_comes_out_in_its_boxes_with_each_note_once(client, text, wall):
    client.force_login(UserFactory(is_staff=True))
    meeting = MeetingFactory(title="Uppstartskonferens")
    given = {"title": "Gruppdiskussion", "text": text, "skapa": "1"}

    answer = client.post(f"/tavlor/importera/?traff={meeting.pk}", given)

    assert answer.status_code == 302
    board = Board.objects.get()
    found: dict[tuple[str, int], list[str]] = {}
    for note in board.notes.all():
        found.setdefault((note.section.role_group, note.prompt.position), []).append(note.text)
    assert {box: sorted(notes) for box, notes in found.items()} == {
        box: sorted(notes) for box, notes in wall.items()
    }
    check_the_documents(board, wall)


def check_the_documents(board: Board, wall: dict[tuple[str, int], list[str]]) -> None:
    """PDF and Word hold each note once in its box, under the same headings, in the same order."""
    document = request_document(kind=DISCUSSIONS, of=board, by=UserFactory(is_staff=True))
    build_files(document.pk)
    document.refresh_from_db()
    assert document.state == "done", document.error

    with document.word.open() as word, document.pdf.open() as pdf:
        in_word, in_pdf = word.read(), pdf.read()
    paragraphs = word_paragraphs(in_word)
    assert boxes_of(paragraphs) == {box: Counter(notes) for box, notes in wall.items()}
    # The PDF says the same, in the same order, between the first prompt and the last note.
    texts = [text for style, text in paragraphs]
    first = next(i for i, text in enumerate(texts) if text.startswith("1. Vad kan ni"))
    last = texts.index("Om anteckningarna")
    assert letters(pdf_text(in_pdf)).count(letters(" ".join(texts[first:last]))) == 1
    headings = [(int(style[-1]), text) for style, text in paragraphs if style.startswith("Heading")]
    assert Counter(level for level, _text in headings)[4] == len(NAMES) * len(QUESTIONS)
    assert list(bookmarks(PdfReader(io.BytesIO(in_pdf)).outline)) == headings


def bookmarks(outline: list[Any], level: int = 1) -> Iterator[tuple[int, str]]:
    """(level, text) of each heading that a reader of the PDF can jump to."""
    for each in outline:
        if isinstance(each, list):
            yield from bookmarks(each, level + 1)
        else:
            yield level, " ".join(each.title.split())


def question_of(words: str) -> int:
    return next(n for n, start in enumerate(QUESTIONS, 1) if words.startswith(start))


def boxes_of(paragraphs: list[tuple[str, str]]) -> dict[tuple[str, int], Counter[str]]:
    boxes: dict[tuple[str, int], Counter[str]] = {}
    question, role = 0, ""
    for style, text in paragraphs:
        if style == "Heading2":
            role = ""
        elif style == "Heading3":
            question = int(text.split(".")[0])
        elif style == "Heading4":
            role = next(key for key, name in NAMES.items() if name == text)
        elif role:
            boxes.setdefault((role, question), Counter())[text] += 1
    return boxes


def letters(text: str) -> str:
    """Without blanks and the marks of lists, which a PDF draws and Word does not write."""
    return re.sub(r"[\s•]", "", text)
