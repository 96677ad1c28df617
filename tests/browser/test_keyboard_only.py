"""Whole tasks by keyboard only: every step is reached with Tab."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from modellkoncept.mail.models import OutgoingMail
from padlet.models import Board, Note
from tests.browser.page_audit import audit
from tests.factories import (
    LearningGroupFactory,
    MeetingFactory,
    MembershipFactory,
    ParticipationFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

FARTHEST = 120  # stops; nobody walks farther
EMAIL = "anna.tangent@granvik.example"


@pytest.fixture
def meeting(transactional_db):
    """A coming meeting of a strategist's learning group."""
    group = LearningGroupFactory()
    participation = ParticipationFactory(round=group.round, group=group)
    MembershipFactory(participation=participation, user__email=EMAIL, user__full_name="Anna Ek")
    return MeetingFactory(
        round=group.round,
        group=group,
        kind="learning",
        title="Lärandeträff 1",
        date=date.today() + timedelta(days=1),  # noqa: DTZ011 – any coming day
        place="Stockholm",
    )


def walk_to(page: Page, stop: Locator) -> None:
    """Tab on from where the focus is until it stands on this stop."""
    expect(stop).to_be_visible()
    for _step in range(FARTHEST):
        if stop.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {stop}")


def press(page: Page, stop: Locator) -> None:
    walk_to(page, stop)
    page.keyboard.press("Enter")


def tick(page: Page, box: Locator) -> None:
    if not box.is_checked():
        walk_to(page, box)
        page.keyboard.press("Space")


def write(page: Page, field: Locator, text: str) -> None:
    walk_to(page, field)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


def sign_in(page: Page) -> None:
    page.goto("/logga-in/")
    write(page, page.get_by_label("E-postadress"), EMAIL)
    page.keyboard.press("Enter")
    page.wait_for_url("**/logga-in/kod/**")
    code = re.search(r"\b\d{6}\b", OutgoingMail.objects.get(to=EMAIL).body)[0]
    write(page, page.get_by_label("Kod"), code)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/logga-in/" not in address)


def test_the_page_for_the_code_is_as_good_as_the_others(visitor, meeting):
    page = visitor(reduced_motion="reduce").page
    page.goto("/logga-in/")
    write(page, page.get_by_label("E-postadress"), EMAIL)
    page.keyboard.press("Enter")
    page.wait_for_url("**/logga-in/kod/**")

    assert audit(page) == []


def add_item(page: Page, title: str, minutes: int) -> None:
    write(page, page.locator("#new_title"), title)
    write(page, page.locator("#new_minutes"), str(minutes))
    page.keyboard.press("Enter")
    expect(page.locator(".a-list h3", has_text=title)).to_be_visible()


def test_an_agenda_is_planned(visitor, meeting):
    page = visitor(viewport={"width": 1280, "height": 900}).page
    sign_in(page)
    page.goto(f"/moten/{meeting.pk}/dagordning/")
    titles = page.locator(".a-list h3")

    add_item(page, "Välkommen", 15)
    add_item(page, "Lunch", 60)
    expect(titles).to_have_text(["Välkommen", "Lunch"])

    page.reload()
    press(page, page.get_by_label("Mer om Lunch"))
    press(page, page.locator("details[open]").get_by_role("button", name="Flytta upp"))
    expect(titles).to_have_text(["Lunch", "Välkommen"])
    # The focus stays with the item that moved.
    expect(page.locator("#agenda :focus")).to_have_count(1)

    page.reload()
    press(page, page.get_by_label("Mer om Lunch"))
    press(page, page.locator("details[open]").get_by_role("button", name="Ta bort"))
    expect(titles).to_have_text(["Välkommen"])
    press(page, page.get_by_role("button", name="Ångra"))
    expect(titles).to_have_text(["Lunch", "Välkommen"])


def test_a_board_from_opening_to_documentation(visitor, meeting):
    facilitator = visitor(viewport={"width": 1280, "height": 900}, accept_downloads=True).page
    guest = visitor(viewport={"width": 1280, "height": 900}).page
    sign_in(facilitator)

    facilitator.goto(f"/tavlor/ny/?traff={meeting.pk}")
    press(facilitator, facilitator.get_by_role("link", name="Uppstartskonferens Tre frågor"))
    for group in ("Politiker", "Chefer", "Strateger och nyckelpersoner"):
        tick(facilitator, facilitator.get_by_label(group, exact=True))
    press(facilitator, facilitator.get_by_role("button", name="Skapa tavlan"))
    write(facilitator, facilitator.get_by_label("Antal politiker"), "8")
    write(facilitator, facilitator.get_by_label("Antal chefer"), "6")
    write(
        facilitator,
        facilitator.get_by_label("Antal strateger och nyckelpersoner"),
        "5, 4",
    )
    press(facilitator, facilitator.get_by_role("button", name="Öppna tavlan", exact=True))
    press(facilitator, facilitator.get_by_role("button", name="Öppna tavlan ändå"))
    expect(facilitator.get_by_text("Öppen nu")).to_be_visible()

    guest.goto(facilitator.locator(".b-url").text_content())
    press(guest, guest.get_by_role("link", name="Chefer"))
    write(guest, guest.get_by_label("Skriv en lapp").first, "Skriven utan mus")
    guest.keyboard.press("Enter")
    expect(guest.locator(".note.mine", has_text="Skriven utan mus")).to_be_visible()
    expect(facilitator.locator(".note", has_text="Skriven utan mus")).to_be_visible()

    press(facilitator, facilitator.get_by_role("button", name="Stäng tavlan"))
    question = facilitator.get_by_role("dialog")
    expect(question.locator('[value="no"]')).to_be_focused()
    press(facilitator, question.locator('[value="yes"]'))
    expect(facilitator.get_by_text("Stängd", exact=True)).to_be_visible()
    expect(guest.get_by_text("Tavlan är stängd.").first).to_be_visible()

    press(facilitator, facilitator.get_by_role("link", name="Till dokumentationen"))
    pdf = facilitator.get_by_role("link", name="PDF")
    expect(pdf).to_be_visible(timeout=60_000)
    with facilitator.expect_download() as download:
        press(facilitator, pdf)

    assert download.value.path().read_bytes().startswith(b"%PDF-")
    assert Board.objects.get().state == Board.State.CLOSED
    assert Note.objects.count() == 1
