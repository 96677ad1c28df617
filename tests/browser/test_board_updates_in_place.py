"""Pages of a board are updated in place: no user loses the scroll position or the focus."""

import re

import pytest
from playwright.sync_api import expect

from padlet.models import Board
from padlet.services import attachments, boards, facilitation, sealing
from padlet.texts.prompt_wording import STANDARD_PROMPTS
from tests.browser.test_board import WALL, fill
from tests.browser.test_layout import sign_in
from tests.factories import MeetingFactory, MembershipFactory, ParticipationFactory
from tests.padlet.conftest import open_it

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def draft(transactional_db) -> Board:
    return boards.create_board(meeting=MeetingFactory(), title="Prova", prompts=STANDARD_PROMPTS)


@pytest.fixture
def board(draft) -> Board:
    return open_it(draft)


def stay(page) -> None:
    page.evaluate("window.isStillThere = true")


def has_stayed(page) -> bool:
    return page.evaluate("window.isStillThere === true")


@pytest.fixture
def reader(phone, board):
    """A member of the round who may not facilitate."""
    participation = ParticipationFactory(round=board.meeting.round)
    sign_in(phone, MembershipFactory(participation=participation, role="politician").user)
    phone.page.goto(f"/tavlor/{board.pk}/")
    stay(phone.page)
    return phone.page


def test_a_reader_keeps_her_place_when_the_board_rests_and_wakes(reader, board):
    write = reader.get_by_role("link", name="Skriv en lapp")
    expect(write).to_be_visible()
    box = reader.locator("#q-2-chef")
    box.locator("summary").first.click()
    box.locator("summary").first.focus()

    facilitation.pause_board(board=board)
    expect(reader.locator("[data-state]")).to_have_text("Pausad")
    expect(write).to_be_hidden()
    expect(reader.locator("[data-announce]")).to_have_text("Pausad")
    expect(box.locator("summary").first).to_be_focused()
    facilitation.resume_board(board=Board.objects.get())
    expect(write).to_be_visible()
    attachments.change_instructions(board=Board.objects.get(), instructions="Skriv kort.")
    told = reader.locator("#told")
    expect(told).to_have_count(1)

    expect(box.locator("summary").first).to_be_focused()
    expect(box).to_have_attribute("open", "")
    told.locator("summary").click()
    expect(reader.get_by_text("Skriv kort.")).to_be_visible()
    assert has_stayed(reader)


def test_whoever_stood_at_what_went_away_stands_beside_it(reader, board):
    reader.get_by_role("link", name="Skriv en lapp").focus()

    facilitation.pause_board(board=board)

    expect(reader.locator("[data-part=write]")).to_be_focused()
    assert has_stayed(reader)


def test_a_board_that_closes_has_another_page(reader, board):
    sealing.close_board(board=board)

    expect(reader.locator("[data-state]")).to_have_text("Stängd")
    assert not has_stayed(reader)


def test_a_lost_answer_is_asked_for_again(phone, reader, board):
    reader.clock.install()
    reader.route(f"**/tavlor/{board.pk}/", lambda route: route.abort())
    facilitation.pause_board(board=board)
    reader.wait_for_timeout(1_500)
    reader.clock.run_for(1_000)
    expect(reader.locator("[data-state]")).to_have_text("Öppen nu")

    reader.unroute_all()
    reader.clock.run_for(6_000)

    expect(reader.locator("[data-state]")).to_have_text("Pausad")
    phone.complaints.clear()  # the browser itself complains about a lost net


def test_where_one_chooses_group_it_opens_rests_and_merges_in_place(phone, draft):
    page = phone.page
    page.goto(f"/t/{draft.path}/")
    stay(page)
    expect(page.get_by_text("Tavlan är inte öppen än.")).to_be_visible()

    board = open_it(draft)
    third = page.get_by_role("link", name="grupp 3")
    third.focus()
    facilitation.pause_board(board=board)
    expect(page.get_by_text("Tavlan är pausad. Välj din grupp så länge.").first).to_be_visible()
    expect(page.locator("[data-announce]")).to_have_text(
        "Tavlan är pausad. Välj din grupp så länge."
    )
    expect(third).to_be_focused()
    facilitation.merge_breakouts(
        board=Board.objects.get(), section_id=board.sections.get(role_group="strat").pk
    )

    expect(third).to_have_count(0)
    expect(page.locator("[data-part=groups]")).to_be_focused()
    expect(page.locator("[data-groups] a")).to_have_count(3)
    assert has_stayed(page)


def test_the_projector_rests_and_wakes_without_a_blink(visitor, board):
    fill(board, "strat", 13)
    wall = visitor(**WALL, reduced_motion="reduce").page
    facilitation.set_timer(board=board, minutes=12)
    wall.goto(f"/t/{board.path}/duk/")
    stay(wall)
    wall.get_by_role("button", name="Nästa sida").click()
    page_shown = wall.locator("[data-page]").inner_text()
    assert page_shown.startswith("Sida 2 av")

    facilitation.pause_board(board=Board.objects.get())
    expect(wall.locator(".pj-state")).to_have_text("Pausad")
    attachments.change_instructions(board=Board.objects.get(), instructions="Skriv kort.")
    facilitation.resume_board(board=Board.objects.get())
    expect(wall.locator(".pj-state")).to_have_text("Skriv nu")

    expect(wall.locator("[data-clock-left]")).to_contain_text(re.compile(r"11\.[1-5]"))
    assert wall.locator("[data-page]").inner_text() == page_shown
    assert has_stayed(wall)


def test_what_one_is_told_comes_to_the_write_page_and_stays_unfolded(phone, board):
    section = board.sections.get(role_group="pol")
    page = phone.page
    page.goto(f"/t/{board.path}/skriv/{section.pk}/0/")
    field = page.get_by_label("Skriv en lapp").first
    field.fill("Halvskriven")
    told = page.locator("details", has_text="Så här gör ni")
    expect(told).to_have_count(0)

    attachments.change_instructions(board=board, instructions="Skriv kort.")
    expect(page.get_by_text("Skriv kort.")).to_be_hidden()
    told.locator("summary").click()
    expect(page.get_by_text("Skriv kort.")).to_be_visible()
    attachments.change_instructions(board=Board.objects.get(), instructions="Skriv långt.")

    expect(page.get_by_text("Skriv långt.")).to_be_visible()
    expect(field).to_have_value("Halvskriven")
