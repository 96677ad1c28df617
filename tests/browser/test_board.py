"""The board on a phone, on the projector, and what it costs a guest to open it."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import expect

from padlet.models import Board, Note
from padlet.services import boards
from padlet.texts.prompt_wording import STANDARD_PROMPTS
from programmes.models import User
from tests.browser.conftest import Visitor
from tests.factories import MeetingFactory, UserFactory
from tests.padlet.conftest import Box, open_it
from tests.site_processes import Site, running_site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

WALL = {"viewport": {"width": 1920, "height": 1080}}
LONG = "Vi behöver ett underlag som går att fatta beslut på, uppdelat på kön, i god tid. " * 2
FIRST_LOAD = 100_000  # bytes over the wire


@pytest.fixture
def board(transactional_db) -> Board:
    draft = boards.create_board(meeting=MeetingFactory(), title="Prova", prompts=STANDARD_PROMPTS)
    return open_it(draft)


def fill(board: Board, role_group: str, how_many: int, text: str = LONG) -> list[Note]:
    section = board.sections.get(role_group=role_group)
    box = Box(board, section, board.prompts.first(), breakout=len(section.breakout_sizes) > 1)
    return [box.write(text=f"{number}. {text}") for number in range(how_many)]


def texts_shown(page) -> list[str]:
    shown = page.locator(".pj-q:not([hidden]) .note:not([hidden]) [data-text]")
    return [text.split(".")[0] for text in shown.all_inner_texts()]


def cut(page) -> list[str]:
    """The shown notes of which something is outside its column or the screen.

    But for those that are taller than any screen, which go on at the next page.
    """
    return page.evaluate(
        """() => [...document.querySelectorAll('.pj-q:not([hidden]) .note:not([hidden])')]
        .filter((note) => !note.closest('.scrolls')).filter((note) => {
          const own = note.getBoundingClientRect();
          const box = note.closest('[data-box]').getBoundingClientRect();
          return own.bottom > box.bottom + 1 || own.bottom > innerHeight
            || own.right > box.right + 1 || note.scrollWidth > note.clientWidth + 1;
        }).map((note) => note.textContent)"""
    )


def page_words(page) -> str:
    return page.locator("[data-page]").inner_text()


# --- the projector ----------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 720), (1024, 768)])
def test_every_note_is_on_some_page_and_none_is_cut(visitor, board, size):
    fill(board, "strat", 13)
    fill(board, "pol", 2, "x" * 490)
    wall = visitor(viewport={"width": size[0], "height": size[1]})
    wall.page.goto(f"/t/{board.path}/duk/")
    expect(wall.page.locator("[data-pager]")).to_be_visible()

    seen: list[str] = []
    pages = int(page_words(wall.page).split()[-1])
    for number in range(1, pages + 1):
        assert page_words(wall.page) == f"Sida {number} av {pages}"
        assert cut(wall.page) == []
        column = wall.page.locator(".pj-q:not([hidden]) .pj-col.strat .note:not([hidden])")
        seen += [text.strip().split(".")[0] for text in column.all_inner_texts()]
        wall.page.get_by_role("button", name="Nästa sida").click()

    assert sorted(seen, key=int) == [str(number) for number in range(13)]
    assert page_words(wall.page) == f"Sida 1 av {pages}"


def test_a_note_taller_than_the_screen_goes_on_at_the_next_page(visitor, board):
    fill(board, "pol", 1, "Vi behöver tid. " * 30)
    wall = visitor(viewport={"width": 1280, "height": 720}, reduced_motion="reduce")
    wall.page.goto(f"/t/{board.path}/duk/")
    view = wall.page.locator(".pj-q:not([hidden]) .pj-col.pol .pj-notes")
    expect(wall.page.locator("[data-pager]")).to_be_visible()
    pages = int(page_words(wall.page).split()[-1])
    assert pages == 2

    parts = []
    for _ in range(pages):
        parts.append(view.evaluate("(one) => [one.scrollTop, one.clientHeight, one.scrollHeight]"))
        wall.page.get_by_role("button", name="Nästa sida").click()

    (top, height, whole), (second, _, _) = parts
    assert top == 0
    assert 0 < second < height - 24  # a whole line stands on both
    assert second + height >= whole - 1


def test_the_pages_turn_by_themselves_no_faster_than_one_reads(visitor, board):
    fill(board, "strat", 13)
    wall = visitor(**WALL)
    wall.page.clock.install()
    wall.page.goto(f"/t/{board.path}/duk/")
    first = texts_shown(wall.page)
    words = max(
        sum(len(text.split()) for text in column.locator(".note:not([hidden])").all_inner_texts())
        for column in wall.page.locator(".pj-q:not([hidden]) .pj-col").all()
    )
    assert words > 50

    wall.page.clock.run_for(words * 300 - 1500)
    assert texts_shown(wall.page) == first
    wall.page.clock.run_for(3000)
    assert page_words(wall.page).startswith("Sida 2 av")
    assert set(texts_shown(wall.page)) & set(first) == set()


def test_a_page_of_few_words_stays_twelve_seconds(visitor, board):
    fill(board, "strat", 12, "Kort")
    wall = visitor(**WALL)
    wall.page.clock.install()
    wall.page.goto(f"/t/{board.path}/duk/")

    wall.page.clock.run_for(11_000)
    assert page_words(wall.page).startswith("Sida 1 av")
    wall.page.clock.run_for(2_000)
    assert page_words(wall.page).startswith("Sida 2 av")


def test_the_pages_stop_by_button_by_space_and_by_turning_them_oneself(visitor, board):
    fill(board, "strat", 13)
    wall = visitor(**WALL)
    wall.page.clock.install()
    wall.page.goto(f"/t/{board.path}/duk/")

    wall.page.get_by_role("button", name="Stanna").click()
    wall.page.clock.run_for(600_000)
    assert page_words(wall.page).startswith("Sida 1 av")
    wall.page.locator("body").click(position={"x": 5, "y": 5})
    wall.page.keyboard.press("Space")
    expect(wall.page.get_by_role("button", name="Stanna")).to_be_visible()
    wall.page.keyboard.press("Space")
    wall.page.clock.run_for(600_000)
    assert page_words(wall.page).startswith("Sida 1 av")

    wall.page.keyboard.press("Space")
    wall.page.keyboard.press("ArrowRight")
    assert page_words(wall.page).startswith("Sida 2 av")
    wall.page.clock.run_for(600_000)
    assert page_words(wall.page).startswith("Sida 2 av")
    wall.page.keyboard.press("ArrowLeft")
    assert page_words(wall.page).startswith("Sida 1 av")
    expect(wall.page.get_by_role("button", name="Bläddra vidare")).to_be_visible()


def test_with_reduced_motion_only_the_buttons_turn_the_page(visitor, board):
    fill(board, "strat", 13)
    wall = visitor(**WALL, reduced_motion="reduce")
    wall.page.clock.install()
    wall.page.goto(f"/t/{board.path}/duk/")

    wall.page.clock.run_for(600_000)
    assert page_words(wall.page).startswith("Sida 1 av")
    expect(wall.page.locator("[data-stop]")).to_be_hidden()
    wall.page.get_by_role("button", name="Nästa sida").click()
    assert page_words(wall.page).startswith("Sida 2 av")


def test_new_notes_leave_the_page_shown_as_it_is_until_it_turns(visitor, board):
    fill(board, "strat", 8)
    wall = visitor(**WALL, reduced_motion="reduce")
    wall.page.goto(f"/t/{board.path}/duk/")
    wall.page.wait_for_timeout(500)
    before = texts_shown(wall.page)
    pages = int(page_words(wall.page).split()[-1])

    section, prompt = board.sections.get(role_group="strat"), board.prompts.first()
    for number in range(8):
        Box(board, section, prompt, breakout=1).write(text=f"Ny {number}. {LONG}")
    count = wall.page.locator(".pj-q:not([hidden]) .pj-col.strat h3 [data-count]")
    expect(count).to_have_text("16")

    assert texts_shown(wall.page) == before
    now = int(page_words(wall.page).split()[-1])
    assert now > pages
    turned = []
    for _ in range(now):
        wall.page.get_by_role("button", name="Nästa sida").click()
        turned += texts_shown(wall.page)
        assert cut(wall.page) == []
    assert sorted(turned) == sorted([str(n) for n in range(8)] + [f"Ny {n}" for n in range(8)])


def test_a_reload_stays_at_the_page_and_stopped(visitor, board):
    fill(board, "strat", 13)
    wall = visitor(**WALL)
    wall.page.goto(f"/t/{board.path}/duk/")
    wall.page.get_by_role("button", name="Nästa sida").click()
    shown = texts_shown(wall.page)

    wall.page.reload()

    expect(wall.page.get_by_role("button", name="Bläddra vidare")).to_be_visible()
    assert texts_shown(wall.page) == shown


SIZES = [(1920, 1080), (1366, 768), (1280, 720), (1024, 768)]


@pytest.mark.parametrize("size", SIZES)
def test_no_text_on_the_projector_is_smaller_than_24_pixels(visitor, board, size):
    fill(board, "strat", 13)
    fill(board, "pol", 1, "x" * 490)
    wall = visitor(viewport={"width": size[0], "height": size[1]})
    wall.page.goto(f"/t/{board.path}/duk/")
    expect(wall.page.locator("[data-pager]")).to_be_visible()

    small = wall.page.evaluate(
        """() => [...document.querySelectorAll('main *')].filter((one) =>
          [...one.childNodes].some((part) => part.nodeType === 3 && part.data.trim()) &&
          one.checkVisibility() && !one.closest('.vh') &&
          parseFloat(getComputedStyle(one).fontSize) < 24).map((one) => one.textContent)"""
    )
    lines = wall.page.get_by_role("heading", name="Strateger och nyckelpersoner").evaluate(
        "(one) => one.clientHeight / parseFloat(getComputedStyle(one).lineHeight)"
    )

    assert small == []
    assert round(lines) <= 2  # no word is broken


# --- the signed-in page on a phone ------------------------------------------------------------


def sign_in(visitor: Visitor) -> None:
    """As somebody who may facilitate every board."""
    client = Client()
    client.force_login(User.objects.filter(is_staff=True).first())
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    visitor.context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "url": visitor.site.url}]
    )


@pytest.fixture
def demo_board(transactional_db) -> Board:
    call_command("demo", verbosity=0)
    return Board.objects.get(state="closed")


def test_on_a_phone_the_first_group_of_each_question_is_open(phone, demo_board):
    sign_in(phone)
    phone.page.goto(f"/tavlor/{demo_board.pk}/")

    opened = phone.page.locator("details[data-collapse][open]")
    assert [one.get_attribute("data-collapse") for one in opened.all()] == ["pol"] * 3
    chiefs = phone.page.locator("#q-1-chef")
    expect(chiefs.locator("> summary [data-count]")).to_have_text("3")
    expect(chiefs.locator(".note").first).to_be_hidden()
    phone.page.locator("#h-1-chef").click()
    expect(chiefs.locator(".note").first).to_be_visible()


def test_the_list_leads_to_questions_and_groups_and_stays_in_sight(phone, demo_board):
    sign_in(phone)
    phone.page.goto(f"/tavlor/{demo_board.pk}/")
    jumps = phone.page.get_by_role("navigation", name="Hitta på tavlan")

    jumps.get_by_role("link", name="Fråga 2").click()
    expect(phone.page.locator("#q-2")).to_be_in_viewport()
    expect(jumps.get_by_role("link", name="Fråga 2")).to_have_attribute("aria-current", "true")
    expect(jumps).to_be_in_viewport()
    jumps.get_by_role("link", name="Strateger").click()
    expect(phone.page.locator("#q-2-strat .note").first).to_be_in_viewport()
    expect(phone.page.locator("#h-2-strat")).to_be_focused()
    below = jumps.bounding_box()
    assert phone.page.locator("#q-2-strat").bounding_box()["y"] >= below["y"] + below["height"]


@pytest.mark.parametrize("scripting", [True, False])
def test_on_a_wide_screen_everything_is_open(visitor, demo_board, scripting):
    one = visitor(viewport={"width": 1280, "height": 900}, java_script_enabled=scripting)
    sign_in(one)
    one.page.goto(f"/tavlor/{demo_board.pk}/")

    notes = one.page.locator("[data-box] .note")
    assert notes.count() == 50
    assert [note for note in notes.all() if not note.is_visible()] == []
    assert in_sight(one.page.locator(".b-jump")) is False


def in_sight(jumps) -> bool:
    return jumps.evaluate("(one) => one.offsetHeight > 1")


def test_on_a_wide_screen_the_list_is_there_for_keyboard_and_ear(visitor, demo_board):
    one = visitor(viewport={"width": 1280, "height": 900})
    sign_in(one)
    one.page.goto(f"/tavlor/{demo_board.pk}/")
    jumps = one.page.get_by_role("navigation", name="Hitta på tavlan")
    second = jumps.get_by_role("link", name="Fråga 2")
    top = one.page.locator("#q-1").bounding_box()["y"]

    one.page.locator("#sealing summary").focus()
    one.page.keyboard.press("Tab")
    assert in_sight(jumps) is True
    expect(jumps.get_by_role("link", name="Led tavlan")).to_be_focused()
    assert one.page.locator("#q-1").bounding_box()["y"] == top
    for link in jumps.get_by_role("link").all():
        assert link.bounding_box()["height"] >= 44
    second.focus()
    one.page.keyboard.press("Enter")

    expect(one.page.locator("#q-2")).to_be_focused()
    expect(one.page.locator("#q-2")).to_be_in_viewport()
    assert in_sight(jumps) is False


def test_the_word_bends_by_the_number_while_notes_come(visitor, board):
    UserFactory(is_staff=True)
    facilitator = visitor()
    sign_in(facilitator)
    facilitator.page.goto(board.get_absolute_url())
    panel, box = facilitator.page.locator(".b-count").first, facilitator.page.locator(".b-of").first
    expect(panel).to_have_text("0 lappar")
    fill(board, "pol", 1)
    expect(panel).to_have_text("1 lapp")
    expect(box).to_have_text("Politiker, 1 lapp")
    fill(board, "pol", 1)
    expect(panel).to_have_text("2 lappar")


def test_a_closed_board_offers_no_field_to_write_in(phone, demo_board):
    section = demo_board.sections.first()
    phone.page.goto(f"/t/{demo_board.path}/skriv/{section.pk}/0/")

    expect(phone.page.get_by_text("Tavlan är stängd.").first).to_be_visible()
    expect(phone.page.locator("form[data-write]").first).to_be_hidden()
    expect(phone.page.get_by_role("button", name="Gilla")).to_have_count(0)


# --- the first load ---------------------------------------------------------------------------


@pytest.fixture
def hashed_site(demo_board, tmp_path) -> Iterator[Site]:
    """As in production: static files are packed beforehand."""
    with running_site(tmp_path, worker=False, STATIC_HASHED="1") as site:
        yield site


def test_a_guests_first_load_is_light_and_no_script_holds_it_up(browser, hashed_site):
    phone = Visitor(browser, hashed_site, viewport={"width": 390, "height": 844})
    board = Board.objects.get(state="open")
    section = board.sections.get(role_group="pol")
    fill(board, "pol", 30)
    wire = phone.context.new_cdp_session(phone.page)
    wire.send("Network.enable")
    wire.send("Network.setExtraHTTPHeaders", {"headers": {"Accept-Encoding": "gzip"}})
    address: dict[str, str] = {}
    packed: dict[str, str] = {}
    loaded: dict[str, int] = {}

    def begun(event) -> None:
        address[event["requestId"]] = event["response"]["url"]
        packed[event["response"]["url"]] = event["response"]["headers"].get("content-encoding", "")

    def finished(event) -> None:
        loaded[address[event["requestId"]]] = event["encodedDataLength"]

    wire.on("Network.responseReceived", begun)
    wire.on("Network.loadingFinished", finished)
    phone.page.goto(f"/t/{board.path}/skriv/{section.pk}/0/")
    expect(phone.page.locator("[data-box] .note").first).to_be_visible()
    phone.page.wait_for_timeout(1000)

    assert len([name for name in loaded if settings.STATIC_URL in name]) >= 13
    ways = {packed[name] for name in loaded if name.endswith((".js", ".css"))}
    assert ways == {"gzip"}
    assert sum(loaded.values()) <= FIRST_LOAD, loaded
    sheets = {sheet[1] for name in loaded if (sheet := re.search(r"/css/pages/([^.]*)", name))}
    assert sheets == {"padlet/shared", "padlet/phone", "padlet/phone-status"}
    blocking = phone.page.evaluate(
        """performance.getEntriesByType('resource')
        .filter((one) => one.renderBlockingStatus === 'blocking').map((one) => one.name)"""
    )
    assert [name for name in blocking if not name.endswith(".css")] == []
    phone.context.close()
    assert phone.complaints == []
