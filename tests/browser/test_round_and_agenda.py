"""On a phone what is open comes first; an agenda is put in order with few clicks, or by keys."""

from datetime import time, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from meetings.services import agendas
from programmes.models import Role
from tests.factories import (
    BoardFactory,
    LearningGroupFactory,
    MeetingFactory,
    MembershipFactory,
    ParticipationFactory,
    SectionFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
LONG = "Systematiskt förbättringsarbete "


@pytest.fixture
def meeting(transactional_db):
    """A meeting whose texts are as long as they may be, and the item of its agenda."""
    group = LearningGroupFactory(name=(LONG * 4)[:120], round__name=(LONG * 4)[:120])
    return MeetingFactory(
        round=group.round,
        group=group,
        kind="learning",
        title=(LONG * 4)[:120],
        place=(LONG * 7)[:200],
        date=timezone.localdate() + timedelta(days=1),
        starts_at=time(9, 30),
        aims="Ett mål\n" * 9,
    )


@pytest.fixture
def signed_in(visitor, meeting):
    """A maker of pages of somebody with this role in the group that meets."""

    def make(role: Role, **options) -> Page:
        participation = ParticipationFactory(round=meeting.round, group=meeting.group)
        user = MembershipFactory(participation=participation, role=role).user
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        one = visitor(**options)
        one.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": one.site.url}])
        return one.page

    return make


def test_on_a_phone_the_button_to_write_is_in_the_first_window(signed_in, meeting):
    board = BoardFactory(meeting=meeting, title=(LONG * 4)[:120], state="open")
    SectionFactory(board=board, breakout_sizes=[8])
    pages = ["/", f"/omgangar/{meeting.round_id}/", f"/moten/{meeting.pk}/"]

    for role in (Role.POLITICIAN, Role.STRATEGIST):
        page = signed_in(role, **PHONE)
        for address in pages:
            page.goto(address)
            button = page.get_by_role("link", name="Skriv en lapp")
            expect(button).to_be_in_viewport(ratio=1)
            assert page.evaluate("scrollY") == 0


@pytest.fixture
def lunch(meeting):
    """The lunch of an agenda that now begins at 11.20, among four items."""
    for title, minutes in (("Fika", 30), ("Inledning", 20), ("Runda", 60)):
        agendas.add_agenda_item(meeting=meeting, title=title, minutes=minutes)
    item = agendas.add_agenda_item(meeting=meeting, title="Lunch", minutes=60, kind="meal")
    agendas.add_agenda_item(meeting=meeting, title="Avslut", minutes=30)
    return item


def count_clicks(page: Page) -> None:
    page.evaluate(
        "addEventListener('pointerdown', () => { window.clicks = (window.clicks ?? 0) + 1 }, true)"
    )


@pytest.mark.parametrize("options", [PHONE, {"viewport": {"width": 1280, "height": 800}}])
def test_lunch_is_locked_with_three_clicks_at_most(signed_in, meeting, lunch, options):
    page = signed_in(Role.STRATEGIST, **options)
    page.goto(f"/moten/{meeting.pk}/dagordning/")
    count_clicks(page)

    page.get_by_label("Mer om Lunch").click()
    time_field = page.locator(f"#lock{lunch.pk}")
    expect(time_field).to_have_value("11.20")
    time_field.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("12.00")
    page.locator(f"#do-lock{lunch.pk}").click()

    row = page.locator(f"#item{lunch.pk}")
    expect(row.locator(".a-t")).to_contain_text("12.00")
    expect(row.locator(".a-t")).to_contain_text("Låst")
    assert page.evaluate("window.clicks") == 3
    expect(page.get_by_label("Mer om Lunch")).to_be_focused()


def test_items_are_added_placed_and_unfolded_by_keys(signed_in, meeting, lunch):
    page = signed_in(Role.STRATEGIST, viewport={"width": 1280, "height": 800})
    page.goto(f"/moten/{meeting.pk}/dagordning/")
    titles = page.locator(".a-list h3")

    page.get_by_role("link", name="Lägg till en punkt efter Runda").press("Enter")
    for title in ("Paus", "Mentorn"):
        expect(page.locator("#new_title")).to_be_focused()
        expect(page.locator("#new_title")).to_have_value("")
        page.keyboard.type(title)
        page.keyboard.press("Enter")
        expect(titles.filter(has_text=title)).to_have_count(1)
    page.get_by_role("link", name="Klar").press("Enter")
    expect(titles).to_have_text(
        ["Fika", "Inledning", "Runda", "Paus", "Mentorn", "Lunch", "Avslut"]
    )

    page.get_by_label("Mer om Avslut").press("Enter")
    menu = page.locator("details[open]")
    menu.get_by_label("Placera efter").select_option(label="Först i dagordningen")
    menu.get_by_role("button", name="Flytta", exact=True).press("Enter")
    expect(titles.first).to_have_text("Avslut")


def test_without_scripts_items_are_added_placed_and_locked(signed_in, meeting, lunch):
    page = signed_in(Role.STRATEGIST, java_script_enabled=False)
    page.goto(f"/moten/{meeting.pk}/dagordning/")
    titles = page.locator(".a-list h3")

    page.get_by_role("link", name="Lägg till en punkt efter Fika").click()
    page.locator("#new_title").fill("Paus")
    page.locator("#new-add").click()
    expect(titles).to_have_text(["Fika", "Paus", "Inledning", "Runda", "Lunch", "Avslut"])

    page.get_by_label("Mer om Paus").click()
    menu = page.locator("details[open]")
    menu.get_by_label("Placera efter").select_option(value=str(lunch.pk))
    menu.get_by_role("button", name="Flytta", exact=True).click()
    expect(titles).to_have_text(["Fika", "Inledning", "Runda", "Lunch", "Paus", "Avslut"])

    page.get_by_label("Mer om Lunch").click()
    page.locator(f"#lock{lunch.pk}").fill("12")
    page.locator(f"#do-lock{lunch.pk}").click()
    expect(page.locator(f"#item{lunch.pk} .a-t")).to_contain_text("12.00")
