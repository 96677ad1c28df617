"""The join code on the projector: large while everybody is to join, in its corner afterwards."""

import pytest
from playwright.sync_api import expect

from padlet.models import Board
from padlet.services import boards, facilitation, rehearsals
from padlet.texts.prompt_wording import STANDARD_PROMPTS
from tests.browser.test_board import SIZES, cut, fill
from tests.browser.test_facilitation import outside
from tests.factories import MeetingFactory
from tests.padlet.conftest import open_it

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def draft(transactional_db) -> Board:
    return boards.create_board(meeting=MeetingFactory(), title="Prova", prompts=STANDARD_PROMPTS)


def share(wall) -> float:
    """How much of the screen's width the modules of the code take."""
    qr = wall.locator(".qr").bounding_box()
    return min(qr["width"], qr["height"]) / wall.viewport_size["width"]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("clock", [True, False])
def test_the_code_is_large_until_the_first_note_comes(visitor, draft, size, clock):
    board = open_it(draft)
    if clock:
        facilitation.set_timer(board=board, minutes=12)
    wall = visitor(viewport={"width": size[0], "height": size[1]}).page
    wall.goto(f"/t/{board.path}/duk/")
    expect(wall.locator(".qr")).to_be_visible()

    assert share(wall) > 0.33
    assert outside(wall) == []

    fill(board, "chef", 1, "Den första")
    expect(wall.get_by_text("Den första")).to_be_visible()
    assert 0.15 < share(wall) < 0.26
    assert cut(wall) == outside(wall) == []


def test_nobody_is_asked_in_by_a_large_code_while_the_board_rests(visitor, draft):
    board = open_it(draft)
    wall = visitor(viewport={"width": 1920, "height": 1080}).page
    wall.goto(f"/t/{board.path}/duk/")
    assert share(wall) > 0.33

    facilitation.pause_board(board=board)
    expect(wall.locator(".pj-state")).to_have_text("Pausad")

    assert share(wall) < 0.18


def test_the_code_is_large_also_while_people_wait_for_the_board_to_open(visitor, draft):
    wall = visitor(viewport={"width": 1920, "height": 1080}).page
    wall.goto(f"/t/{draft.path}/duk/")

    assert share(wall) > 0.33


GONE = "Tavlan har fått en ny länk, eller finns inte längre."


@pytest.mark.parametrize("is_polling", [False, True])
def test_a_dead_code_leaves_the_wall_and_phones_are_told(visitor, draft, is_polling):
    board = open_it(draft)
    section = board.sections.first()
    guests = [visitor(), visitor(viewport={"width": 320, "height": 640})]
    wall, phone = (guest.page for guest in guests)
    for page in (wall, phone):
        if is_polling:
            page.route("**/strom/**", lambda route: route.abort())
    wall.goto(f"/t/{board.path}/duk/")
    phone.goto(f"/t/{board.path}/skriv/{section.pk}/0/")
    expect(wall.locator(".qr")).to_be_visible()

    facilitation.change_link(board=board)

    expect(wall.locator(".pj-gone")).to_contain_text(GONE, timeout=15_000)
    expect(wall.locator(".qr, .code")).to_have_count(0)
    expect(phone.locator("#connection")).to_contain_text(GONE, timeout=15_000)
    assert outside(wall) == outside(phone) == []
    for guest in guests:
        guest.complaints.clear()  # the browser notes that the answer was 404


def test_a_rehearsal_that_is_thrown_away_takes_its_code_with_it(visitor, draft):
    copy = rehearsals.rehearse_board(board=draft)
    guest = visitor()
    wall = guest.page
    wall.goto(f"/t/{copy.path}/duk/")
    expect(wall.locator(".qr")).to_be_visible()

    rehearsals.discard_rehearsal(board=copy)

    expect(wall.locator(".pj-gone")).to_contain_text(GONE, timeout=20_000)
    expect(wall.locator(".qr, .code")).to_have_count(0)
    guest.complaints.clear()  # the browser notes that the answer was 404
