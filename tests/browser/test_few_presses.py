"""How many presses it takes to set up a board and to import one: the pages ask few things."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from padlet.models import Board
from programmes.models import Role
from tests.browser.page_audit import audit
from tests.browser.test_board import sign_in
from tests.factories import MeetingFactory, MembershipFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

WALL = Path(__file__).parents[1] / "padlet" / "walls" / "01-names-at-the-end.txt"


@pytest.fixture
def meeting(transactional_db):
    """A meeting of a round in which only one strategist is registered yet; staff leads it."""
    UserFactory(is_staff=True)
    membership = MembershipFactory(role=Role.STRATEGIST)
    return MeetingFactory(round=membership.participation.round)


def press(pressed: list[str], thing: Locator, **options) -> None:
    thing.click(**options)
    pressed.append(str(thing))


def test_a_board_from_its_template_to_word_in_hand(visitor, meeting):
    one = visitor(viewport={"width": 1280, "height": 800}, accept_downloads=True)
    sign_in(one)
    page, pressed = one.page, []
    page.goto("/tavlor/")

    press(pressed, page.get_by_role("link", name="Ny tavla"))
    press(pressed, page.get_by_role("link", name="Uppstartskonferens Tre frågor"))
    press(pressed, page.get_by_role("button", name="Skapa tavlan"))
    # One strategist is registered: the warning stands until other sizes are typed.
    opening = page.get_by_role("button", name=re.compile("^Öppna tavlan"))
    expect(opening).to_have_text("Öppna tavlan ändå")
    page.get_by_label("Antal politiker").fill("8")
    expect(opening).to_have_text("Öppna tavlan")
    page.get_by_label("Antal chefer").fill("8")
    assert audit(page) == []
    press(pressed, page.get_by_role("button", name="Öppna tavlan", exact=True))
    press(pressed, page.get_by_role("button", name="Öppna tavlan ändå"))
    expect(page.get_by_text("Öppen nu")).to_be_visible()
    guest = visitor().page
    guest.goto(Board.objects.get().get_guest_url())
    guest.get_by_role("link", name="Chefer").click()
    guest.get_by_label("Skriv en lapp").first.fill("Tid")
    guest.get_by_role("button", name="Sätt upp lappen").first.click()  # once the scripts are there
    expect(page.locator(".note", has_text="Tid")).to_be_visible()
    press(pressed, page.get_by_role("button", name="Stäng tavlan"))
    press(pressed, page.get_by_role("dialog").locator('[value="yes"]'))
    press(pressed, page.get_by_role("link", name="Till dokumentationen"))
    with page.expect_download(timeout=60_000) as download:
        press(pressed, page.get_by_role("link", name="Word"), timeout=60_000)

    assert download.value.suggested_filename.endswith(".docx")
    assert len(pressed) <= 9


def test_an_old_wall_whose_guesses_are_right(visitor, meeting):
    one = visitor(viewport={"width": 390, "height": 800})
    sign_in(one)
    page, pressed = one.page, []
    page.goto("/tavlor/")

    press(pressed, page.get_by_role("link", name="Importera från Padlet"))
    page.get_by_label("Text från Padlet-tavlan").fill(WALL.read_text())
    press(pressed, page.get_by_role("button", name="Visa hur det blir"))
    expect(page.get_by_role("heading", name="Så här blir tavlan")).to_be_focused()
    assert audit(page) == []
    press(pressed, page.get_by_role("button", name="Skapa tavlan").first)
    expect(page.get_by_role("heading", name="Gruppdiskussion våren 2023")).to_be_visible()

    assert len(pressed) <= 4
    assert Board.objects.get().notes.count() == 7
