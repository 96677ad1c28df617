"""SKR puts organisations into a round by typing, with the keys alone and without scripts."""

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from tests.factories import RoundFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def staff_page(visitor):
    """A maker of pages of SKR staff."""
    user = UserFactory(is_staff=True)

    def make(**options) -> Page:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        one = visitor(**options)
        one.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": one.site.url}])
        return one.page

    return make


def test_an_organisation_is_added_with_the_keys_alone(staff_page):
    round = RoundFactory()
    page = staff_page()
    page.goto(f"/omgangar/{round.pk}/organisationer/")
    page.get_by_label("Mentor", exact=True).check()
    field = page.get_by_role("combobox", name="Kommun eller region")
    expect(field).to_have_attribute("aria-expanded", "false")

    field.press_sequentially("lule")
    option = page.get_by_role("option", name="Luleå kommun")
    expect(option).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", "found-k2580")
    field.press("Enter")

    expect(page.get_by_text("Luleå kommun är tillagd.")).to_be_visible()
    expect(page.get_by_role("row", name="Luleå kommun Mentor")).to_be_visible()
    expect(page.get_by_label("Mentor", exact=True)).to_be_checked()
    field.press_sequentially("lule")
    expect(page.get_by_role("option", name="är redan med")).to_be_visible()
    field.press("ArrowDown")
    expect(field).not_to_have_attribute("aria-activedescendant", "found-k2580")
    field.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")


def test_without_scripts_an_organisation_is_searched_for_added_and_taken_out(staff_page):
    round = RoundFactory()
    page = staff_page(java_script_enabled=False)
    page.goto(f"/omgangar/{round.pk}/organisationer/")

    page.get_by_label("Kommun eller region").fill("lulea")
    page.get_by_role("button", name="Sök").click()
    page.get_by_role("button", name="Lägg till som deltagare").click()
    expect(page.get_by_text("Luleå kommun är tillagd.")).to_be_visible()
    page.get_by_role("button", name="Ta bort").click()
    page.get_by_role("button", name="Ta bort ur omgången").click()

    expect(page.get_by_text("Ingen organisation är med än.")).to_be_visible()
