"""Copying a board's notes as rich text, and its documentation, in a real browser."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from modellkoncept.documents.models import Document
from padlet.models import Board, Note
from padlet.reports.documents.discussions import board_versions
from padlet.services import boards, sealing
from tests.browser.test_board import sign_in
from tests.factories import MeetingFactory, NoteFactory, UserFactory
from tests.padlet.conftest import open_it

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

READ_CLIPBOARD = """async () => {
  const [item] = await navigator.clipboard.read();
  const kinds = [...item.types].sort();
  return Promise.all(kinds.map(async (kind) => [kind, await (await item.getType(kind)).text()]));
}"""


@pytest.fixture
def board(transactional_db) -> Board:
    UserFactory(is_staff=True)
    draft = boards.create_board(meeting=MeetingFactory(), title="Prova", prompts=["Vad?"])
    board = open_it(draft, strategists=(6, 6))  # so large that a note may say which it came from
    section, prompt = board.sections.get(role_group="strat"), board.prompts.get()
    for place, text in enumerate(["Ett <b> & två", "Rad ett\nrad två"], 1):
        NoteFactory(
            board=board, section=section, prompt=prompt, breakout=place, sort_key=place, text=text
        )
    return board


def test_a_press_copies_headings_and_notes_as_rich_text_and_as_plain(visitor, board):
    one = visitor(permissions=["clipboard-read", "clipboard-write"])
    sign_in(one)
    one.page.goto(f"/tavlor/{board.pk}/hamta/?ordning=ihop")

    one.page.get_by_role("button", name="Kopiera som text").click()

    said = one.page.get_by_text("Kopierat. Klistra in i mejlet eller dokumentet.")
    expect(said).to_be_visible()
    found = dict(one.page.evaluate(READ_CLIPBOARD))
    assert found["text/plain"].splitlines() == [
        "Prova", "", "1. Vad?", "", "Strateger och nyckelpersoner",
        "• Ett <b> & två (grupp 1)", "• Rad ett rad två (grupp 2)",
    ]  # fmt: skip
    marks = re.findall(r"<(/?\w+)", found["text/html"])
    assert [mark for mark in marks if mark[0] != "/"] == [
        "h2", "h3", "h4", "ul", "li", "span", "li", "br", "span",
    ]  # fmt: skip
    assert 'Ett &lt;b&gt; &amp; två <span dir="ltr">(grupp 1)</span>' in found["text/html"]
    assert "class=" not in found["text/html"]


def test_where_the_browser_refuses_the_text_is_unfolded_and_marked(visitor, board):
    one = visitor()
    one.context.add_init_script("delete window.ClipboardItem")
    sign_in(one)
    one.page.goto(f"/tavlor/{board.pk}/hamta/")

    one.page.get_by_role("button", name="Kopiera som text").click()

    expect(one.page.get_by_text("Texten är markerad. Kopiera den med Ctrl och C.")).to_be_visible()
    marked = one.page.evaluate("getSelection().toString()")
    texts = list(Note.objects.values_list("text", flat=True))
    assert [text.split("\n")[0] in marked for text in texts] == [True, True]


def test_who_closes_a_board_sees_its_documentation_become_ready_without_asking(visitor, board):
    one = visitor()
    sign_in(one)
    one.page.goto(f"/tavlor/{board.pk}/")

    one.page.get_by_role("button", name="Stäng tavlan").click()
    one.page.get_by_role("button", name="Stäng och försegla").click()

    panel = one.page.locator("#documentation")
    expect(panel.get_by_text("Klart")).to_be_visible(timeout=30_000)
    panel.get_by_role("link", name="Till dokumentationen").click()
    expect(one.page.get_by_role("link", name="Ladda ner PDF")).to_be_visible()


def test_the_way_to_the_documentation_keeps_the_focus_while_it_asks_again(visitor, board):
    sealing.close_board(board=board)
    Document.objects.all().delete()  # the worker would be done with it too soon
    version = board_versions([str(board.pk)])[str(board.pk)]
    Document.objects.create(
        kind="discussions-by-group",
        of=str(board.pk),
        title="Dokumentation",
        state="running",
        lease_until=timezone.now() + timedelta(minutes=5),
        edition=version.edition,
        content=version.content,
    )
    one = visitor()
    sign_in(one)
    one.page.goto(f"/tavlor/{board.pk}/")
    way = one.page.get_by_role("link", name="Till dokumentationen")
    way.focus()
    one.page.evaluate(
        """() => { window.told = []; const region = document.querySelector("[data-announce]");
        new MutationObserver(() => region.textContent && window.told.push(region.textContent))
          .observe(region, {childList: true}); }"""
    )

    with one.page.expect_response(re.compile(r"/panel/$")):
        pass
    Document.objects.update(state="done", finished_at=timezone.now())

    expect(one.page.locator("#documentation").get_by_text("Klart")).to_be_visible()
    expect(way).to_be_focused()
    assert one.page.evaluate("window.told") == ["Klart"]
