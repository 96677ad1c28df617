"""One press reminds those who lack something, and one more takes it back; at a desk and a phone."""

import pytest
from playwright.sync_api import expect

from modellkoncept.mail.models import DigestItem
from tests.browser.page_audit import audit
from tests.browser.test_layout import sign_in
from tests.factories import MembershipFactory, TaskFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def round(transactional_db):
    """Twenty organisations that lack two things each."""
    first = MembershipFactory(user__full_name="Elin Vester")
    round = first.participation.round
    for _ in range(19):
        MembershipFactory(participation__round=round)
    TaskFactory(round=round, label="Organisationsfakta")
    TaskFactory(round=round, label="Beslut")
    return round


def test_all_are_reminded_with_one_press_and_it_is_undone(visitor, round):
    one = visitor(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    sign_in(one, UserFactory(is_staff=True))
    page = one.page
    page.goto(f"/omgangar/{round.pk}/laget/")
    page.get_by_role("link", name="Saknar något 20").click()
    expect(page.get_by_role("rowheader")).to_have_count(21)  # with the heading of the group
    page.set_viewport_size({"width": 390, "height": 844})
    assert audit(page) == []
    page.set_viewport_size({"width": 1280, "height": 800})

    page.get_by_role("link", name="Påminn de som saknar något").click()
    page.get_by_label("Före listan").fill("Nu är det bråttom:")
    page.get_by_role("button", name="Visa mejlen med den här texten").click()
    page.get_by_role("listitem").filter(has_text="Elin Vester").get_by_text("Läs mejlet").click()
    expect(page.locator(".letter:visible")).to_contain_text("Nu är det bråttom:")
    expect(page.locator(".letter:visible")).to_contain_text("2. Beslut.")
    assert audit(page) == []
    page.get_by_role("button", name="Skicka påminnelserna").click()

    toast = page.locator(".toast")
    expect(toast).to_contain_text("20 personer får påminnelsen i sitt nästa mejl")
    assert DigestItem.objects.filter(text__startswith="Nu är det bråttom:").count() == 20
    page.keyboard.press("F8")
    expect(toast.get_by_role("button", name="Ångra")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_text("20 påminnelser är ångrade. De skickas inte.")).to_be_visible()
    assert not DigestItem.objects.exists()
