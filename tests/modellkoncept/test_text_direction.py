"""What people write from the right is read from the right: on pages, in PDF and in Word."""

import io
import re
import zipfile
from datetime import date
from html.parser import HTMLParser

import pytest
from django.conf import settings

from meetings.services import takeaways
from modellkoncept.documents import word
from modellkoncept.documents.directions import with_directions
from modellkoncept.fields.form_fields import LineField
from modellkoncept.text.direction import is_right_to_left
from padlet.services import boards, clusters, moderation, summaries
from tests.factories import AgendaItemFactory
from tests.padlet.conftest import Box, open_it

HEBREW = "שלום"
SIDES = {"auto", "rtl"}  # what is copied to a letter says it for a program that does not look
VOID = {"br", "hr", "img", "input", "link", "meta", "area", "base", "col", "embed", "source", "wbr"}
# No mark-up can stand in them; a drawing finds out for itself.
WITHOUT_MARKUP = {"title", "option", "text", "script", "svg", "style"}


@pytest.mark.parametrize(
    ("text", "side"),
    [("Hej", False), (HEBREW, True), ("1. مرحبا", True), ("C++ שלום", False), ("12 %", None),
     ("", None), ("”(ש", True), ("👍 a", False), ("漢字 א", False)],
)  # fmt: skip
def test_the_first_letter_that_has_a_side_decides(text, side):
    assert is_right_to_left(text) is side


class Page(HTMLParser):
    """The Hebrew texts of a page that no element lets find their own direction."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.found, self.undirected = 0, []
        self.feed(html)

    def handle_starttag(self, tag, attrs) -> None:
        if tag not in VOID:
            self.open.append((tag, tag == "bdi" or dict(attrs).get("dir") in SIDES))

    def handle_startendtag(self, tag, attrs) -> None:
        pass

    def handle_endtag(self, tag) -> None:
        while tag not in VOID and self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data) -> None:
        if is_right_to_left(data) is not True or WITHOUT_MARKUP & {tag for tag, _ in self.open}:
            return
        self.found += 1
        if not any(is_directed for _tag, is_directed in self.open):
            self.undirected.append(([tag for tag, _ in self.open][-3:], data.strip()))


@pytest.fixture
def board(group_meeting, people):
    """A meeting and its board where everything is written in Hebrew."""
    AgendaItemFactory(
        meeting=group_meeting, title=f"{HEBREW} 1", public_text=HEBREW, internal_text=HEBREW
    )
    for name in ("title", "aims", "place"):
        setattr(group_meeting, name, HEBREW)
    group_meeting.save()
    board = boards.create_board(meeting=group_meeting, title=HEBREW, prompts=[f"{HEBREW}?"])
    board.instructions = HEBREW
    board.save(update_fields=["instructions"])
    board = open_it(board)
    box = Box(board, board.sections.get(role_group="pol"), board.prompts.first())
    note = box.write(text=HEBREW)
    moderation.hide_note(board=board, note_id=box.write(text=HEBREW).pk, by=people["staff"])
    theme = clusters.add_cluster(board=board, prompt_id=box.prompt.pk, title=HEBREW)
    sorted_in = box.write(text=HEBREW)
    clusters.sort_notes(
        board=board, prompt_id=box.prompt.pk, note_ids=[sorted_in.pk], cluster_id=theme.pk
    )
    summaries.add_sentence(board=board, prompt_id=box.prompt.pk, text=HEBREW, note_ids=[note.pk])
    takeaways.add_takeaway(
        participation=group_meeting.participation_of(people["strategist"]),
        meeting=group_meeting,
        text=HEBREW,
        source="Tavla",
    )
    return board


@pytest.mark.django_db
def test_every_page_lets_what_people_wrote_find_its_direction(client, people, board):
    client.force_login(people["strategist"])
    pol = board.sections.get(role_group="pol")
    guests, own, meeting = (
        f"/t/{board.path}/",
        f"/tavlor/{board.pk}/",
        f"/moten/{board.meeting_id}/",
    )
    addresses = [
        *(f"{own}{page}" for page in ("", "sammanfatta/", "hamta/", "?ordna=1", "papper/")),
        *(f"{meeting}{page}" for page in ("", "dagordning/", "ta-hem/")),
        *(f"{guests}{page}" for page in ("", "duk/", f"skriv/{pol.pk}/0/")),
        *("/tavlor/", "/moten/", f"{own}handuppracken/"),
    ]

    undirected = {}
    for address in addresses:
        response = client.get(address)
        page = Page(response.text)
        assert (address, response.status_code, page.found > 0) == (address, 200, True)
        undirected[address] = page.undirected

    assert [each for each in undirected.items() if each[1]] == []


def test_every_field_for_text_does():
    assert LineField().widget.attrs["dir"] == "auto"


def test_every_box_that_a_script_fills_does():
    templates = (settings.BASE_DIR / "templates").rglob("*.html")

    tags = [
        tag for path in templates for tag in re.findall(r"<p data-text[^>]*>", path.read_text())
    ]

    assert tags
    assert [tag for tag in tags if 'dir="auto"' not in tag] == []


DOCUMENT = f"""<!DOCTYPE html>
<html lang="sv"><head><meta charset="utf-8"><title>T</title></head><body><h1>T</h1>
<h2>{HEBREW}</h2><p>Svenska {HEBREW}</p><p>{HEBREW} <b>C++</b></p>
<ul><li><strong>1.</strong> {HEBREW}</li><li>Hej</li></ul>
<table><tr><th>A</th></tr><tr><td>{HEBREW}</td></tr></table></body></html>"""


def test_a_document_says_which_of_its_parts_are_read_from_the_right():
    html = with_directions(DOCUMENT)

    assert re.findall(r'<(\w+) dir="rtl">', html) == ["h2", "p", "li", "td"]
    assert html.replace(' dir="rtl"', "") == DOCUMENT


def test_word_says_it_too():
    file = word.from_html(
        with_directions(DOCUMENT),
        title="T",
        language="sv",
        organisation="O",
        made_on=date(2026, 9, 1),
    )

    xml = zipfile.ZipFile(io.BytesIO(file)).read("word/document.xml").decode()
    paragraphs = re.findall(r"<w:p>.*?</w:p>", xml, re.DOTALL)
    from_the_right = [
        "".join(re.findall(r"<w:t[^>]*>([^<]*)", each)) for each in paragraphs if "<w:bidi" in each
    ]
    assert from_the_right == [HEBREW, f"{HEBREW} C++", f"1. {HEBREW}", HEBREW]
    for each in paragraphs:
        assert each.count("<w:rtl") == (each.count("<w:r>") if "<w:bidi" in each else 0)
