"""The main job on real input: SKR's proposed agenda for the first learning meeting, typed in."""

import html
import io
import re
import textwrap
import zipfile
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from pypdf import PdfReader

from meetings.documents.agenda import AGENDA
from meetings.models import Meeting
from meetings.queries.agendas import agenda_of
from modellkoncept.documents.build import build_files
from modellkoncept.documents.models import Document
from modellkoncept.documents.request import request_document
from tests.factories import MeetingFactory

SEED = Path(settings.BASE_DIR).parent / "shared" / "seeds" / "1-agenda-learning-meeting-1.txt"
LINE = re.compile(r"^(?:- )?(\d\d)[.:](\d\d)\s*-\s*(\d\d)[.:](\d\d)\s+(.+)$", re.MULTILINE)
PAUSES = {"Välkomstfika": "break", "Kort paus": "break", "Lunch": "meal", "Fika": "break"}

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not SEED.exists(), reason=f"{SEED.name} is not here, nothing to type in"),
]


@pytest.fixture
def lines() -> list[tuple[str, str, str]]:
    """Start, end and text of each line of the proposal that begins with a time."""
    return [
        (f"{hour}.{minute}", f"{until_hour}.{until_minute}", text.strip())
        for hour, minute, until_hour, until_minute, text in LINE.findall(SEED.read_text())
    ]


@pytest.fixture
def typed_in(client, people, round, group, lines) -> Meeting:
    """The meeting after a strategist has typed every line into the form of the planning page."""
    meeting = MeetingFactory(round=round, group=group, kind="learning", date=date(2026, 12, 3))
    client.force_login(people["strategist"])
    for start, end, text in lines:
        title = textwrap.shorten(text, 90, placeholder=" …")
        typed = {
            "title": title,
            "minutes": minutes_between(start, end),
            "kind": PAUSES.get(text, "session"),
            "locked_start": start if text == "Lunch" else "",
            "public_text": text if text != title else "",
            "internal_text": "",
        }
        assert client.post(f"/moten/{meeting.pk}/dagordning/punkter/", typed).status_code == 302
    return meeting


def minutes_between(start: str, end: str) -> int:
    (hour, minute), (until_hour, until_minute) = (
        map(int, text.split(".")) for text in (start, end)
    )
    return 60 * (until_hour - hour) + until_minute - minute


def test_the_proposal_has_eleven_lines(lines):
    assert len(lines) == 11
    assert (lines[0][0], lines[-1][1]) == ("09.30", "16.00")


def test_the_eleven_items_get_the_times_of_the_proposal(typed_in, lines):
    agenda = agenda_of(typed_in)

    assert [(f"{line.start:%H.%M}", f"{line.end:%H.%M}") for line in agenda.lines] == [
        (start, end) for start, end, _text in lines
    ]
    assert agenda.fits
    assert [line.free for line in agenda.lines] == [0] * 11


def test_its_pdf_and_word_file_show_the_eleven_items_with_their_times(typed_in, lines):
    asked = request_document(kind=AGENDA, of=typed_in, by=None)
    build_files(asked.pk)

    document = Document.objects.get(pk=asked.pk)
    assert (document.state, document.error) == (Document.State.DONE, "")
    for text in (text_of_pdf(document), text_of_word(document)):
        assert re.findall(r"\d\d\.\d\d–\d\d\.\d\d", text)[-11:] == [
            f"{start}–{end}" for start, end, _text in lines
        ]
        letters = "".join(text.split())
        assert [said for _start, _end, said in lines if "".join(said.split()) not in letters] == []


def text_of_pdf(document: Document) -> str:
    """The text of all pages, without the hyphens of words that are broken at a line's end."""
    with document.pdf.open("rb") as file:
        pages = PdfReader(io.BytesIO(file.read())).pages
    return re.sub(r"\s*\u2010\s*", "", "\n".join(page.extract_text() for page in pages))


def text_of_word(document: Document) -> str:
    with document.word.open("rb") as file, zipfile.ZipFile(file) as archive:
        xml = archive.read("word/document.xml").decode()
    return html.unescape(re.sub(r"<[^>]+>", "", xml.replace("</w:p>", "\n")))
