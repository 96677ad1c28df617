"""Live updates of an open page: in batches, paused on request, also over a bad network."""

from contextlib import suppress

import pytest
from playwright.sync_api import expect

from padlet.models import Board, Note
from padlet.services import boards, facilitation
from padlet.texts.prompt_wording import STANDARD_PROMPTS
from tests.browser.conftest import Visitor
from tests.browser.flaky_proxy import flaky_proxy
from tests.factories import MeetingFactory
from tests.padlet.conftest import Box

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

WEAK = "Förbindelsen är svag. Sidan uppdateras var femte sekund."
REFUSED = "Servern svarar inte just nu. Det du skriver sparas här och skickas sedan."
ONCE = 13_000  # milliseconds: a lost stream is tried again within them


@pytest.fixture
def board(transactional_db) -> Board:
    draft = boards.create_board(meeting=MeetingFactory(), title="Prova", prompts=STANDARD_PROMPTS)
    sizes = {section.pk: [8] for section in draft.sections.all()}
    return boards.open_board(board=draft, breakout_sizes=sizes, tick_seconds=1)


@pytest.fixture
def page(phone, board):
    """The politicians' write page, whose time stands still until the test lets it go."""
    phone.page.clock.install()
    phone.page.goto(address(board))
    phone.page.clock.pause_at(phone.page.evaluate("Date.now() / 1000 + 1"))
    return phone.page


def address(board: Board) -> str:
    return f"/t/{board.path}/skriv/{board.sections.get(role_group='pol').pk}/0/"


def write(board: Board, text: str) -> Note:
    """Somebody else of the group writes."""
    now = Board.objects.get(pk=board.pk)
    return Box(now, now.sections.get(role_group="pol"), now.prompts.first()).write(text=text)


def put_up(page, text: str) -> None:
    page.get_by_label("Skriv en lapp").first.fill(text)
    page.keyboard.press("Enter")


def theirs(page):
    return page.locator("#fraga-1 [data-box] .note")


def forgive(phone: Visitor) -> None:
    """The browser itself complains about a lost net and about each answer that is no success."""
    phone.complaints.clear()


# --- for the ear ------------------------------------------------------------------------------


def test_new_notes_are_told_together_and_at_most_every_ten_seconds(page, board):
    told = page.locator("[data-announce]")
    for number in range(3):
        write(board, f"Lapp {number}")
    expect(theirs(page)).to_have_count(3)

    page.clock.run_for(9_000)
    expect(told).to_have_text("")
    write(board, "Lapp 3")
    expect(theirs(page)).to_have_count(4)
    page.clock.run_for(1_000)
    expect(told).to_have_text("4 nya lappar i fråga 1")

    write(board, "Lapp 4")
    expect(theirs(page)).to_have_count(5)
    page.clock.run_for(9_000)
    expect(told).to_have_text("4 nya lappar i fråga 1")
    page.clock.run_for(1_000)
    expect(told).to_have_text("1 ny lapp i fråga 1")


def test_a_note_that_is_drawn_anew_keeps_the_keyboard(page, board):
    write(board, "Den andra")
    note = write(board, "Den ena")
    like = page.locator(f'[data-note="{note.public_id}"] [data-like]')
    like.focus()

    Note.objects.filter(pk=note.pk).update(likes=2)
    write(board, "Så att sidan får veta")

    expect(page.locator(f'[data-note="{note.public_id}"] [data-likes]')).to_have_text("2 gillar")
    expect(like).to_be_focused()


# --- Håll skärmen stilla ----------------------------------------------------------------------


def test_paused_updates_move_nothing_until_they_go_on(page, board):
    write(board, "Före")
    expect(theirs(page)).to_have_count(1)
    page.clock.run_for(10_000)
    told = page.locator("[data-announce]")
    expect(told).to_have_text("1 ny lapp i fråga 1")
    pause = page.get_by_role("button", name="Håll skärmen stilla")
    pause.click()
    expect(pause).to_have_attribute("aria-pressed", "true")

    for number in range(2):
        write(board, f"Under tiden {number}")
    facilitation.set_timer(board=Board.objects.get(), minutes=9)
    expect(page.get_by_role("timer")).to_be_visible()
    page.clock.run_for(30_000)
    expect(theirs(page).locator("[data-text]")).to_have_text(["Före"])
    expect(told).to_have_text("1 ny lapp i fråga 1")

    pause.click()
    expect(pause).to_have_attribute("aria-pressed", "false")
    expect(theirs(page)).to_have_count(3)
    page.clock.run_for(10_000)
    expect(told).to_have_text("2 nya lappar i fråga 1")


def test_with_updates_paused_a_note_goes_up_also_after_the_board_has_rested(phone, board):
    page = phone.page
    page.goto(address(board))
    page.get_by_role("button", name="Håll skärmen stilla").click()

    facilitation.pause_board(board=Board.objects.get())
    expect(page.locator("[data-status]")).to_be_visible()
    facilitation.resume_board(board=Board.objects.get())
    expect(page.locator("[data-status]")).to_be_hidden()
    write(board, "Någon annans")
    put_up(page, "Skriven medan sidan står still")

    mine = page.locator(".note.mine [data-text]")
    expect(mine).to_have_text("Skriven medan sidan står still")
    expect(theirs(page)).to_have_count(0)


# --- a bad net --------------------------------------------------------------------------------


def let_it_come_back(page) -> None:
    """Let the page try until it has its stream and has said so.

    One try may still be under way when the page's time stops, and its last words need time to go.
    """
    weak = page.locator("#connection")
    for _ in range(12):
        page.clock.run_for(ONCE)
        with suppress(AssertionError):
            expect(weak).to_be_hidden(timeout=4_000)
            return
    expect(weak).to_be_hidden()


def test_without_its_stream_the_page_says_so_asks_by_itself_and_comes_back(phone, page, board):
    page.route("**/strom/**", lambda route: route.abort())
    page.reload()
    page.evaluate("window.isStillThere = true")
    weak = page.locator("#connection")
    expect(weak).to_have_text(WEAK)

    write(board, "Kom på en fråga")
    page.wait_for_timeout(1_100)
    page.clock.run_for(5_000)
    expect(theirs(page)).to_have_count(1)
    expect(weak).to_be_visible()
    page.unroute("**/strom/**")
    let_it_come_back(page)
    write(board, "Kom med strömmen")

    expect(theirs(page)).to_have_count(2)
    assert page.evaluate("window.isStillThere")
    forgive(phone)


def test_a_proxy_that_answers_503_loses_nothing_and_the_page_comes_back(phone, page, board):
    put_up(page, "Uppe före")
    expect(page.locator(".note.mine")).to_have_count(1)

    def is_down(route) -> None:
        route.fulfill(status=503, content_type="text/html", body="<h1>Service Unavailable</h1>")

    for address_of in ("**/strom/**", "**/lage/", "**/lapp/**"):
        page.route(address_of, is_down)
    page.reload()
    page.evaluate("window.isStillThere = true")
    expect(page.locator("#connection")).to_have_text(REFUSED)
    put_up(page, "Skriven under tiden")
    write(board, "En annans")
    page.clock.run_for(20_000)
    expect(page.locator(".note.wait")).to_contain_text("Skriven under tiden")
    page.unroute_all()
    let_it_come_back(page)

    expect(page.locator(".note.mine")).to_have_count(2)
    expect(theirs(page)).to_have_count(1)
    assert page.evaluate("window.isStillThere")
    assert Note.objects.count() == 3
    forgive(phone)


def test_a_stream_that_is_cut_again_and_again_costs_no_note(phone, site, board):
    with flaky_proxy(site.port) as net:
        page = phone.page
        page.clock.install()
        page.goto(f"{net.url}{address(board)}")
        page.evaluate("window.isStillThere = true")
        for number in range(3):
            write(board, f"Strömmen {number}")
            expect(theirs(page)).to_have_count(2 * number + 1)
            net.cut_streams()
            expect(page.locator("#connection")).to_have_text(WEAK)
            write(board, f"Avbrottet {number}")
            page.wait_for_timeout(1_100)
            let_it_come_back(page)
            expect(theirs(page)).to_have_count(2 * number + 2)
        assert page.evaluate("window.isStillThere")
        page.goto("about:blank")

    assert net.streams >= 4
    phone.strangers.clear()  # the bad net's own address
    forgive(phone)
