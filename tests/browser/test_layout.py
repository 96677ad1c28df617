"""The layout of every page: a lost session, an answer that never comes, the keyboard."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from meetings.models import AgendaItem
from modellkoncept.mail.models import OutgoingMail
from padlet.services import boards
from padlet.texts.prompt_wording import STANDARD_PROMPTS
from tests.browser.test_board import fill
from tests.factories import (
    AgendaItemFactory,
    LearningGroupFactory,
    MeetingFactory,
    MembershipFactory,
    ParticipationFactory,
)
from tests.padlet.conftest import open_it

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def meeting(transactional_db):
    group = LearningGroupFactory()
    return MeetingFactory(
        round=group.round,
        group=group,
        kind="learning",
        title="Lärandeträff 1",
        date=timezone.localdate() + timedelta(days=9),
    )


@pytest.fixture
def strategist(meeting):
    participation = ParticipationFactory(round=meeting.round, group=meeting.group)
    return MembershipFactory(
        participation=participation,
        user__email="anna.ram@granvik.example",
        user__full_name="Anna Ek",
    ).user


def sign_in(one, user) -> None:
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    one.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": one.site.url}])


def forgive(one, *words: str) -> None:
    """Chromium itself complains of each answer that is no success."""
    one.complaints[:] = [each for each in one.complaints if not any(word in each for word in words)]


def test_a_lost_session_leads_to_sign_in_and_back_to_the_page(visitor, strategist, meeting):
    one = visitor(viewport={"width": 1280, "height": 900})
    sign_in(one, strategist)
    page = one.page
    path = f"/moten/{meeting.pk}/dagordning/?punkt=0"
    page.goto(path)
    page.get_by_label("Rubrik").fill("Kaffe")
    Session.objects.all().delete()

    page.get_by_role("button", name="Lägg till").click()
    page.wait_for_url("**/logga-in/?next=*")
    page.get_by_label("E-postadress").fill(strategist.email)
    page.get_by_role("button", name="Skicka kod").click()
    page.wait_for_url("**/logga-in/kod/**")
    code = re.search(r"\b\d{6}\b", OutgoingMail.objects.get(to=strategist.email).body)[0]
    page.get_by_label("Kod").fill(code)
    page.get_by_role("button", name="Logga in").click()

    page.wait_for_url(f"**{path}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lärandeträff 1")
    assert AgendaItem.objects.count() == 0
    page.get_by_label("Rubrik").fill("Kaffe")
    page.get_by_role("button", name="Lägg till").click()
    expect(page.locator(".a-it h3")).to_have_text(["Kaffe"])


@pytest.mark.parametrize("trouble", ["an error", "no network"])
def test_a_change_that_did_not_arrive_says_so_and_keeps_the_text(
    visitor, strategist, meeting, trouble
):
    one = visitor(viewport={"width": 1280, "height": 900})
    sign_in(one, strategist)
    page = one.page
    page.goto(f"/moten/{meeting.pk}/dagordning/")
    page.route(
        "**/punkter/",
        lambda route: route.fulfill(status=500) if trouble == "an error" else route.abort(),
    )
    page.get_by_label("Rubrik").fill("Kaffe")

    page.get_by_role("button", name="Lägg till").click()

    message = page.locator("[data-failure]")
    expect(message).to_be_focused()
    expect(message).to_contain_text("Inget är sparat, men det du skrev ligger kvar.")
    expect(page.get_by_label("Rubrik")).to_have_value("Kaffe")
    page.unroute("**/punkter/")
    page.get_by_role("button", name="Lägg till").click()
    expect(page.locator(".a-it h3")).to_have_text(["Kaffe"])
    expect(message).to_have_count(0)
    forgive(one, "500", "ERR_FAILED", "Response Status Error", "htmx:")


def test_a_wrong_form_takes_the_focus_and_the_address_stays(visitor, strategist, meeting):
    one = visitor(viewport={"width": 1280, "height": 900})
    sign_in(one, strategist)
    page = one.page
    page.goto(f"/moten/{meeting.pk}/dagordning/")

    page.get_by_role("button", name="Lägg till").click()

    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert page.url.endswith(f"/moten/{meeting.pk}/dagordning/")
    forgive(one, "422")


def test_the_keyboard_reaches_the_content_in_two_presses(visitor, strategist):
    one = visitor(viewport={"width": 1280, "height": 900})
    sign_in(one, strategist)
    one.page.goto("/")

    one.page.keyboard.press("Tab")
    one.page.keyboard.press("Enter")

    expect(one.page.locator("main")).to_be_focused()


@pytest.mark.parametrize(
    ("width", "shown"),
    [(1280, ["b-full"]), (900, ["b-middle"]), (390, ["b-vert"])],
)
def test_the_round_is_drawn_once_at_every_width_and_a_list_on_a_phone(
    visitor, strategist, meeting, width, shown
):
    AgendaItemFactory(meeting=meeting)
    one = visitor(viewport={"width": width, "height": 900})
    sign_in(one, strategist)

    one.page.goto(f"/omgangar/{meeting.round_id}/")

    drawn = [name for name in ("b-full", "b-middle") if one.page.locator(f".{name}").is_visible()]
    assert (drawn or ["b-vert"]) == shown
    expect(one.page.locator(".b-vert")).to_contain_text("Lärandeträff 1")
    expect(one.page.locator(".b-vert .is-now")).to_be_visible(visible=width == 390)


@pytest.mark.parametrize(("width", "shown"), [(1280, "small-b"), (390, "slim")])
def test_my_page_draws_the_round_once(visitor, strategist, width, shown):
    one = visitor(viewport={"width": width, "height": 900})
    sign_in(one, strategist)

    one.page.goto("/")

    drawn = [name for name in ("small-b", "slim") if one.page.locator(f".{name}").is_visible()]
    assert drawn == [shown]


# --- small windows ----------------------------------------------------------------------------

# What stands still in the window, however far the page is scrolled, and its height together.
STANDS_STILL = """() => {
  scrollTo(0, Math.min(500, document.documentElement.scrollHeight));
  const still = [...document.querySelectorAll('body *')].filter((each) => {
    const { position } = getComputedStyle(each);
    const { top, height, width } = each.getBoundingClientRect();
    const isStuck = position === 'fixed' || (position === 'sticky' && top < 8);
    return isStuck && each.checkVisibility() && width > 8 && height > 8;
  });
  return still.reduce((sum, each) => sum + each.getBoundingClientRect().height, 0);
}"""


def test_the_menu_of_a_phone_is_one_row_and_needs_no_script(visitor, strategist):
    one = visitor(java_script_enabled=False, viewport={"width": 390, "height": 844})
    sign_in(one, strategist)
    page = one.page
    page.goto("/")
    menu = page.locator(".nav-menu")

    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        header = page.locator("header.top").bounding_box()
        assert header
        assert (width, header["height"] <= 64) == (width, True)
        expect(page.get_by_role("navigation", name="Huvudmeny")).to_have_count(0)
    menu.get_by_text("Meny").click()

    words = menu.get_by_role("navigation", name="Huvudmeny").get_by_role("link")
    expect(words).to_have_text(
        ["Min sida", "Omgången", "Träffar", "Tavlor", "Självskattning", "Dokument"]
    )
    expect(menu.get_by_role("button", name="Logga ut")).to_be_visible()
    words.get_by_text("Träffar").click()
    page.wait_for_url("**/moten/")
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.get_by_role("navigation", name="Huvudmeny")).to_have_count(1)
    expect(menu).to_be_hidden()


def test_the_menu_of_a_phone_closes_as_menus_do(visitor, strategist):
    one = visitor(viewport={"width": 390, "height": 844})
    sign_in(one, strategist)
    page = one.page
    page.goto("/")
    button = page.locator(".nav-menu summary")

    button.press("Enter")
    expect(page.locator(".nav-menu .nav")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".nav-menu .nav a").first).to_be_focused()
    page.keyboard.press("Escape")

    expect(page.locator(".nav-menu .nav")).to_be_hidden()
    expect(button).to_be_focused()


def test_most_of_a_low_window_is_content(visitor, strategist, meeting):
    """At 400 % a laptop's window has 320 x 256 px, and a phone with its keyboard open 390 x 460."""
    board = open_it(boards.create_board(meeting=meeting, title="Prova", prompts=STANDARD_PROMPTS))
    fill(board, "pol", 12)
    AgendaItemFactory.create_batch(8, meeting=meeting)
    section = board.sections.get(role_group="pol")
    one = visitor()
    sign_in(one, strategist)
    found = {}
    for address in (
        "/",
        f"/moten/{meeting.pk}/dagordning/",
        f"/tavlor/{board.pk}/",
        f"/tavlor/{board.pk}/?ordna=1",
        f"/tavlor/{board.pk}/sammanfatta/",
        f"/t/{board.path}/skriv/{section.pk}/0/",
    ):
        one.page.goto(address)
        for width, height in ((320, 256), (390, 460)):
            one.page.set_viewport_size({"width": width, "height": height})
            still = one.page.evaluate(STANDS_STILL)
            if still > height / 3:
                found[address, width] = still

    assert found == {}


def test_a_text_that_is_too_long_is_kept_and_said_beside_the_field(visitor, strategist, meeting):
    one = visitor(viewport={"width": 1280, "height": 900})
    sign_in(one, strategist)
    page = one.page
    page.goto(f"/moten/{meeting.pk}/andra/")
    title = page.get_by_label("Rubrik")
    said = page.locator("#div_id_title").get_by_text("Skriv högst 120 tecken. Nu är det")

    title.fill("x" * 200)
    expect(said).to_have_text("Skriv högst 120 tecken. Nu är det 200.")
    title.fill("x" * 120)
    expect(said).to_have_count(0)
    title.fill("x" * 200)
    title.press("Enter")

    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(title).to_have_value("x" * 200)
    expect(said.first).to_have_text("Skriv högst 120 tecken. Nu är det 200.")
    forgive(one, "422")
