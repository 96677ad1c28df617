"""The board as it is led: notes in sight, one menu, one stop a note, the summary beside them."""

import re

import pytest
from playwright.sync_api import Page, expect

from padlet.models import Board
from padlet.services import attachments, boards, facilitation, summaries
from tests.browser.test_board import sign_in
from tests.browser.test_layout import sign_in as sign_in_as
from tests.factories import MeetingFactory, MembershipFactory, ParticipationFactory, UserFactory
from tests.padlet.conftest import Box, open_it

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
LAPTOP = {"viewport": {"width": 1280, "height": 800}}
TITLE = "Vad gör vi var och en, och vad gör vi tillsammans, för att arbetet ska bli av i vardagen?"
PROMPTS = [
    "Vad kan ni bidra med rent konkret i det fortsatta arbetet?",
    "Vad förväntar ni er av de andra rollerna?",
    "Finns det något ni behöver stöd i?",
]


@pytest.fixture
def board(transactional_db) -> Board:
    """Open, with all that may stand above its notes: a long title, an instruction, small groups."""
    UserFactory(is_staff=True)
    board = open_it(boards.create_board(meeting=MeetingFactory(), title=TITLE, prompts=PROMPTS))
    attachments.change_instructions(board=board, instructions="Skriv kort. " * 40)
    facilitation.set_timer(board=board, minutes=12)
    for number in range(6):
        write(board, "pol", f"{number}. Vi kan se till att beslut följs upp")
    for number in range(10):
        write(board, "strat", f"{number}. Processledning i den egna regionen")
    return Board.objects.get()


def write(board: Board, role_group: str, text: str, prompt: int = 0):
    section = board.sections.get(role_group=role_group)
    breakout = int(len(section.breakout_sizes) > 1)
    return Box(board, section, board.prompts.all()[prompt], breakout=breakout).write(text=text)


@pytest.fixture
def leader(visitor, board) -> Page:
    one = visitor(**LAPTOP)
    sign_in(one)
    one.page.goto(board.get_absolute_url())
    expect(one.page.locator("[data-clock-left]")).to_contain_text("11.")
    return one.page


@pytest.fixture
def reader(visitor, board) -> Page:
    one = visitor(**LAPTOP)
    participation = ParticipationFactory(round=board.meeting.round)
    sign_in_as(one, MembershipFactory(participation=participation, role="politician").user)
    one.page.goto(board.get_absolute_url())
    expect(one.page.locator("[data-clock-left]")).to_contain_text("11.")
    return one.page


def room(page: Page, place: str) -> dict[str, float]:
    return page.locator(place).first.bounding_box()


def bottom(page: Page, place: str) -> float:
    box = room(page, place)
    return box["y"] + box["height"]


# --- the notes in sight -------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["leader", "reader"])
def test_the_first_note_is_in_sight_under_the_panel(request, board, who):
    page = request.getfixturevalue(who)
    title = page.get_by_role("heading", level=1)

    assert bottom(page, "[data-box] .note") <= 800
    assert (
        title.evaluate("(one) => one.clientHeight / parseFloat(getComputedStyle(one).fontSize)") < 2
    )
    expect(title).to_have_text(TITLE)  # cut for the eye only
    expect(title).to_have_attribute("title", TITLE)

    page.set_viewport_size({"width": 390, "height": 844})
    assert room(page, "#q-1")["y"] < 844
    assert room(page, "[data-box] .note")["y"] < 844 - 24
    expect(title).to_have_text(TITLE)


def test_what_sticks_lets_go_in_a_low_window(leader):
    leader.set_viewport_size({"width": 1280, "height": 500})
    leader.locator("#q-3").scroll_into_view_if_needed()
    leader.mouse.wheel(0, 400)

    expect(leader.locator(".b-panel")).to_have_css("position", "static")
    leader.set_viewport_size({"width": 390, "height": 400})
    expect(leader.locator(".b-jump")).to_have_css("position", "static")


# --- the panel and its menu ---------------------------------------------------------------------


def test_the_panel_keeps_four_steps_and_the_rest_stands_in_one_menu(leader, board):
    steps = leader.locator(".b-steps > * > :is(button, summary)")
    expect(steps).to_have_text(["Pausa", "Duken", "Stäng tavlan", "Mer"], use_inner_text=True)
    clock = leader.locator("[data-clock-left]")
    assert clock.evaluate("(one) => parseFloat(getComputedStyle(one).fontSize)") >= 32
    more = leader.locator("#step-more")

    more.focus()
    leader.keyboard.press("Enter")
    expect(leader.locator("#more-box .menu")).to_be_visible()
    expect(leader.locator("#more-box .menu")).to_contain_text(TITLE)
    leader.keyboard.press("ArrowDown")
    expect(leader.get_by_role("link", name="Sammanfatta", exact=True)).to_be_focused()
    leader.keyboard.press("Escape")

    expect(leader.locator("#more-box .menu")).to_be_hidden()
    expect(more).to_be_focused()


@pytest.mark.parametrize("who", ["leader", "reader"])
def test_a_screen_held_still_shows_nothing_new_until_it_is_let_go(request, board, who):
    page = request.getfixturevalue(who)
    notes = page.locator("[data-box] .note")
    held = page.locator("[data-held]")
    page.locator("#step-more").click()

    page.get_by_role("button", name="Håll skärmen stilla").click()
    expect(held).to_be_visible()
    expect(page.locator("[data-announce]")).to_have_text(
        "Din skärm hålls still. Nya lappar kommer in men visas inte här."
    )
    write(board, "pol", "Kom medan skärmen hölls still")
    facilitation.stop_timer(board=board)  # which comes through, and draws the leader's panel anew
    expect(page.locator("[data-clock-left]").locator("visible=true")).to_have_count(0)
    expect(held).to_be_visible()
    expect(page.locator("#step-hold")).to_have_attribute("aria-pressed", "true")
    expect(notes).to_have_count(16)
    page.get_by_role("button", name="Visa nya lappar igen").click()

    expect(notes).to_have_count(17)
    expect(held).to_be_hidden()
    expect(page.locator("#step-more")).to_be_focused()


# --- the keyboard among the notes ---------------------------------------------------------------


def stops_until(page: Page, place: str, farthest: int) -> int:
    """How many times Tab is pressed until the focus stands inside of `place`."""
    for pressed in range(1, farthest + 1):
        page.keyboard.press("Tab")
        if page.evaluate("(place) => document.activeElement.closest(place) !== null", place):
            return pressed
    return farthest + 1


def test_a_column_costs_one_stop_a_note_or_one_in_all(leader):
    leader.locator("#h-1-pol").focus()
    # the way past, the six notes, and the first stop of the next
    assert stops_until(leader, "#q-1-chef", 50) == 1 + 6 + 1

    leader.locator("#h-1-strat").focus()
    leader.keyboard.press("Tab")
    skip = leader.locator("#q-1-strat .b-skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    leader.keyboard.press("Enter")

    expect(leader.locator("#q-2")).to_be_focused()
    expect(leader.locator("#q-2")).to_be_in_viewport()


def test_a_jump_takes_the_keyboard_along_and_past_the_panel(leader):
    jumps = leader.get_by_role("navigation", name="Hitta på tavlan")
    panel = leader.locator(".b-panel")

    for _again in range(2):
        jumps.get_by_role("link", name="Fråga 3").focus()
        leader.keyboard.press("Enter")
        expect(leader.locator("#q-3")).to_be_focused()
    jumps.get_by_role("link", name="Fråga 1").focus()
    leader.keyboard.press("Enter")
    expect(leader.locator("#q-1")).to_be_focused()
    assert room(leader, "#q-1")["y"] >= panel.bounding_box()["y"] + panel.bounding_box()["height"]
    jumps.get_by_role("link", name="Chefer").focus()
    leader.keyboard.press("Enter")

    expect(leader.locator("#h-1-chef")).to_be_focused()


def test_a_notes_menu_stands_whole_in_the_window_and_keeps_its_place_by_the_note(leader, board):
    last = leader.locator("#q-1-strat .note").last
    button = last.locator("[data-note-menu] summary")
    button.focus()
    leader.keyboard.press("Enter")
    menu = last.locator(".menu")
    expect(menu).to_be_in_viewport(ratio=1)
    leader.mouse.wheel(0, 120)
    expect(menu).to_be_in_viewport(ratio=1)
    beside, own = button.bounding_box(), menu.bounding_box()
    assert abs(own["x"] + own["width"] - beside["x"] - beside["width"]) < 2
    leader.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()

    write(board, "pol", "Ny lapp")  # drawn by the script, with all its names
    new = leader.locator("#q-1-pol .note", has_text="Ny lapp")
    new.locator("[data-note-menu] summary").click()
    expect(leader.get_by_role("button", name="Dölj lappen ”Ny lapp”")).to_be_visible()
    names = leader.locator(".note [data-note-menu] > summary").all_text_contents()
    assert len({" ".join(name.split()) for name in names}) == len(names) == 17
    write(board, "chef", "Ny lapp")
    other = leader.locator("#q-1-chef .note [data-note-menu] > summary")
    expect(other).to_have_text(re.compile(r"”Ny lapp” \(2\)|”Ny lapp”$"))
    names = leader.locator(".note [data-note-menu] > summary").all_text_contents()
    assert len({" ".join(name.split()) for name in names}) == len(names) == 18


def test_the_button_of_a_notes_menu_takes_no_row_of_its_own(leader):
    """A note whose last line has room is as high as its lines."""
    heights = leader.locator("#q-1-pol .note").evaluate_all(
        """(notes) => notes.map((note) => {
          const range = document.createRange();
          range.selectNodeContents(note.querySelector("[data-text]"));
          const lines = range.getBoundingClientRect().height;
          return note.getBoundingClientRect().height - lines;
        })"""
    )

    assert max(heights) < 40


# --- columns and summary ------------------------------------------------------------------------


def test_an_empty_column_takes_little_and_one_with_many_notes_takes_more(leader, board):
    widths = [room(leader, f"#q-1-{group}")["width"] for group in ("pol", "chef", "strat")]
    assert widths[1] < widths[0] < widths[2]
    assert widths[1] <= 200

    write(board, "chef", "Efterfråga resultat")
    expect(leader.locator("#q-1-chef .note")).to_have_count(1)

    assert room(leader, "#q-1-chef")["width"] > widths[1]
    assert leader.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_summary_stands_beside_the_notes_on_a_wide_screen_and_below_on_a_narrow(leader, board):
    note = board.notes.first()
    summaries.add_sentence(
        board=board,
        prompt_id=board.prompts.first().pk,
        text="Beslut följs upp.",
        note_ids=[note.pk],
    )
    leader.reload()
    summary = leader.get_by_role("complementary", name="Sammanfattning fråga 1")
    expect(summary).to_contain_text("Beslut följs upp.")
    columns = leader.locator("#q-1-pol")

    beside = [summary.bounding_box(), columns.bounding_box()]
    assert beside[0]["y"] < beside[1]["y"] + 40
    assert beside[0]["x"] > room(leader, "#q-1-strat")["x"] + 200
    expect(leader.locator(f"#lapp-{note.public_id} .number-badge")).to_contain_text("1")
    facilitation.set_timer(board=board, minutes=30)
    leader.set_viewport_size({"width": 1000, "height": 800})

    assert summary.bounding_box()["y"] >= bottom(leader, "#q-1-strat") - 1


# --- a phone, and the end of the time -----------------------------------------------------------


def test_a_fresh_board_shows_its_questions_and_then_its_first_note(visitor, board):
    board.notes.all().delete()
    one = visitor(**LAPTOP)
    sign_in(one)
    page = one.page
    page.goto(board.get_absolute_url())
    for size in [(1280, 800), (390, 844)]:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        expect(page.locator("#share .qr")).to_be_hidden()
        assert room(page, "#q-1")["y"] < size[1]
    expect(page.locator("#q-1-chef[open]")).to_have_count(0)

    write(board, "chef", "Den första")
    note = page.locator("#q-1-chef .note")
    expect(note).to_be_visible()
    page.locator("#h-1-chef").click()
    write(board, "chef", "Den andra")

    expect(page.locator("#h-1-chef [data-count]")).to_have_text("2")
    expect(note.first).to_be_hidden()  # as the leader chose


def test_when_the_time_is_out_the_leaders_page_says_that_alone(leader, board):
    leader.locator("#step-time").click()
    leader.locator("#minutes").fill("1")
    leader.locator("#step-set").click()
    said = leader.locator("#panel [data-said]")
    expect(said).to_have_text("Klockan är ställd på 1 minut.")
    expect(leader.locator("[data-clock-left]")).to_contain_text("0.")
    expect(leader.locator("#panel [data-state]")).to_have_text("Öppen nu")

    leader.clock.install()
    leader.clock.fast_forward(61000)

    expect(leader.locator("#panel [data-state]")).to_have_text("Tiden är ute")
    expect(said).to_have_count(0)
    expect(
        leader.locator(".b-panel").get_by_text("Tiden är ute").locator("visible=true")
    ).to_have_count(1)
    facilitation.extend_timer(board=board, minutes=2)
    expect(leader.locator("#panel [data-state]")).to_have_text("Öppen nu")
