"""The connection's status: in the window on every page of a board, whatever is scrolled."""

import re

import pytest
from playwright.sync_api import Page, expect

from padlet.models import Board
from padlet.services import boards, facilitation, sealing
from padlet.texts.prompt_wording import STANDARD_PROMPTS
from tests.browser.conftest import Visitor
from tests.browser.page_audit import FAINT
from tests.browser.pages import signed_in_cookie
from tests.padlet.conftest import Box, open_it

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PHONE = {"viewport": {"width": 320, "height": 460}, "has_touch": True, "is_mobile": True}
LAPTOP = {"viewport": {"width": 1280, "height": 800}}
AWAY = "Sidan försöker igen."
# What the page is seen on, and what is told without contact.
PAGES = {
    "write": (PHONE, "Det du skriver sparas här och skickas sedan."),
    "join": (PHONE, AWAY),
    "projector": (LAPTOP, "Lapparna är från innan kontakten bröts."),
    "facilitator": (LAPTOP, "Vänta med att ändra något: det kan inte sparas."),
    "read": (LAPTOP, AWAY),
}
# Nothing covers it, it is wholly in the window, and it says with exactly one shape what it says.
IN_VIEW = """(line) => {
  const { left, right, top, bottom } = line.getBoundingClientRect();
  const at = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  const shapes = [...line.querySelectorAll('svg')].filter((one) => one.checkVisibility()).length;
  return { inside: left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight,
    uncovered: line.contains(at), shapes };
}"""


@pytest.fixture
def board(people, group_meeting, transactional_db) -> Board:
    draft = boards.create_board(meeting=group_meeting, title="Prova", prompts=STANDARD_PROMPTS)
    board = open_it(draft)
    for section in board.sections.exclude(role_group="strat"):
        for number in range(8):
            Box(board, section, board.prompts.first()).write(text=f"Lapp {number}")
    return board


def open_page(one: Visitor, board: Board, kind: str, people) -> Page:
    section = board.sections.get(role_group="pol")
    if kind in ("facilitator", "read"):
        sign_in(one, people["strategist" if kind == "facilitator" else "politician"])
    one.page.goto(
        {
            "write": f"/t/{board.path}/skriv/{section.pk}/0/",
            "join": f"/t/{board.path}/",
            "projector": f"/t/{board.path}/duk/",
        }.get(kind, f"/tavlor/{board.pk}/")
    )
    return one.page


def sign_in(one: Visitor, user) -> None:
    name, value = signed_in_cookie(user)
    one.context.add_cookies([{"name": name, "value": value, "url": one.site.url}])


def assert_in_view(page: Page) -> None:
    for y in (0, 100_000):
        page.evaluate("(y) => scrollTo(0, y)", y)
        seen = page.locator("#connection").evaluate(IN_VIEW)
        assert seen == {"inside": True, "uncovered": True, "shapes": 1}, (y, seen)


@pytest.mark.parametrize("kind", PAGES)
def test_lost_contact_is_told_in_the_window_and_goes_when_it_is_back(visitor, board, people, kind):
    look, at_stake = PAGES[kind]
    one = visitor(**look)
    page = open_page(one, board, kind, people)
    line, ear = page.locator("#connection"), page.locator("[data-announce]")
    expect(line).to_be_hidden()

    one.context.set_offline(True)
    expect(line).to_have_text(f"Ingen kontakt. {at_stake}")
    assert_in_view(page)
    expect(ear).to_have_text(f"Ingen kontakt. {at_stake}")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, forced_colors="active")
        assert [faint for faint in page.evaluate(FAINT) if "kontakt" in faint] == []
        page.emulate_media(forced_colors="none")

    one.context.set_offline(False)
    expect(line).to_have_text("Ansluten igen.")
    assert_in_view(page)
    expect(ear).to_have_text("Ansluten igen.")
    expect(line).to_be_hidden()

    page.route("**/lage/", lambda route: route.fulfill(status=503, body="Service Unavailable"))
    page.route("**/strom/**", lambda route: route.fulfill(status=503))
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(line).to_contain_text("Servern svarar inte just nu.")
    assert_in_view(page)
    page.unroute_all()
    expect(line).to_have_text("Ansluten igen.")
    one.complaints.clear()  # the browser's own, of the lost net and of each 503


@pytest.mark.parametrize("kind", ["write", "projector", "facilitator"])
def test_a_page_that_is_opened_without_its_net_says_so(visitor, board, people, kind):
    one = visitor(**PAGES[kind][0])
    one.context.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'onLine', { get: () => false })"
    )
    one.context.route("**/lage/", lambda route: route.abort())
    page = open_page(one, board, kind, people)

    expect(page.locator("#connection")).to_contain_text("Ingen kontakt.")
    assert_in_view(page)
    one.complaints.clear()


def test_the_facilitators_own_projector_follows_a_changed_link_and_no_other_does(
    visitor, board, people
):
    own, member, stranger = visitor(**LAPTOP), visitor(**LAPTOP), visitor(**LAPTOP)
    sign_in(own, people["strategist"])
    sign_in(member, people["politician"])
    walls = [one.page for one in (own, member, stranger)]
    for wall in walls:
        wall.goto(f"/t/{board.path}/duk/")
        expect(wall.locator(".qr")).to_be_visible()
    before = own.page.locator(".qr path").last.get_attribute("d")

    now = facilitation.change_link(board=board)

    expect(own.page).to_have_url(re.compile(f"/t/{now.path}/duk/"))
    expect(own.page.locator(".qr")).to_be_visible()
    assert own.page.locator(".qr path").last.get_attribute("d") != before
    expect(own.page.locator(".code-signs")).to_have_text(f"{now.code[:4]} {now.code[4:]}")
    for wall in walls[1:]:
        expect(wall.locator(".pj-gone")).to_contain_text("Tavlan har fått en ny länk")
        expect(wall.locator(".qr, .code")).to_have_count(0)
        expect(wall.locator("#connection")).to_have_text("Länken gäller inte längre.")
        assert_in_view(wall)
        assert now.path not in wall.content()
    assert stranger.context.cookies() == []
    for one in (own, member, stranger):
        one.complaints.clear()  # the browser notes that the answer was 403 or 404


def test_a_projector_waits_for_its_new_page_until_the_server_gives_it(visitor, board):
    wall = visitor(**LAPTOP)
    page = wall.page
    page.goto(f"/t/{board.path}/duk/")
    expect(page.locator(".pj-state")).to_have_text("Skriv nu")
    page.route("**/duk/", lambda route: route.fulfill(status=503, body="Service Unavailable"))
    with page.expect_response(lambda response: response.status == 503):
        sealing.close_board(board=board)
    expect(page.locator(".pj-state")).to_have_text("Skriv nu")
    page.unroute_all()

    expect(page.locator(".pj-state")).to_have_text("Stängd")
    expect(page.locator(".qr, .code")).to_have_count(0)
    wall.complaints.clear()
