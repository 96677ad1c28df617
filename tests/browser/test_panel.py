"""The facilitator's panel: live refresh, and announcements in one region only."""

import pytest
from playwright.sync_api import expect

from padlet.models import Board
from padlet.services import boards
from padlet.texts.prompt_wording import STANDARD_PROMPTS
from tests.browser.conftest import Visitor
from tests.browser.test_board import fill
from tests.browser.test_layout import sign_in
from tests.factories import MeetingFactory, UserFactory
from tests.padlet.conftest import open_it

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def board(transactional_db) -> Board:
    meeting = MeetingFactory()
    return open_it(boards.create_board(meeting=meeting, title="Prova", prompts=STANDARD_PROMPTS))


@pytest.fixture
def facilitator(visitor, board) -> Visitor:
    one = visitor(viewport={"width": 1280, "height": 900})
    sign_in(one, UserFactory(is_staff=True))
    return one


def test_the_panel_says_who_is_missing_the_moment_a_phone_says_klara(facilitator, phone, board):
    facilitator.page.goto(f"/tavlor/{board.pk}/")
    line = facilitator.page.locator(".b-done-line")
    expect(line).to_have_text("0 av 5 grupper är klara.")
    section = board.sections.get(role_group="strat")
    phone.page.goto(f"/t/{board.path}/skriv/{section.pk}/2/")

    phone.page.get_by_role("button", name="Vi är klara").click()
    expect(line).to_contain_text("1 av 5 grupper är klar. Saknas:")
    missing = line.locator(".role")
    expect(missing).to_have_text(
        [
            "Politiker",
            "Chefer",
            "Strateger och nyckelpersoner, en smågrupp",
            "Strateger och nyckelpersoner, grupp 3",
        ]
    )
    phone.page.get_by_role("button", name="Vi är klara").click()

    expect(line).to_have_text("0 av 5 grupper är klara.")


def test_all_that_the_facilitators_page_says_is_said_in_one_region(facilitator, board):
    fill(board, "pol", 2)
    facilitator.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = facilitator.page
    page.goto(f"/tavlor/{board.pk}/?ordna=1")
    regions = page.locator("[role=status], [role=log], [aria-live]")
    expect(regions).to_have_count(1)

    page.get_by_role("checkbox", name="0.").check()
    expect(regions).to_have_text("1 markerade")
    page.get_by_role("link", name="Klar med teman").click()
    page.locator("[data-note-menu] summary").first.click()
    page.get_by_role("button", name="Dölj lappen").click()
    expect(regions).to_have_text("Lappen är dold. Bara ni som leder ser den.")
    expect(page.locator(".toast")).to_be_visible()
    page.get_by_role("button", name="Pausa", exact=True).click()
    expect(regions).to_have_text("Tavlan är pausad. Ingen kan skriva eller ändra lappar.")
    page.locator("#share summary").click()
    page.get_by_role("button", name="Kopiera länken").click()
    expect(regions).to_have_text("Kopierad")
