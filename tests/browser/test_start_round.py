"""How many presses it takes from an empty home page to a round with all its dates."""

import pytest
from playwright.sync_api import expect

from programmes.models import Round
from tests.browser.page_audit import audit
from tests.browser.test_board import sign_in
from tests.browser.test_few_presses import press
from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_round_is_started_with_four_presses_and_moved_with_three(visitor, transactional_db):
    UserFactory(is_staff=True)
    one = visitor(viewport={"width": 1280, "height": 800})
    sign_in(one)
    page, pressed = one.page, []
    page.goto("/")

    press(pressed, page.get_by_role("link", name="Starta en omgång"))
    page.get_by_label("Startdag").fill("2027-09-14")
    press(pressed, page.get_by_role("button", name="Visa alla datum"))
    expect(page.get_by_text("4 dagar är helg eller lediga för många.")).to_be_visible()
    assert audit(page) == []
    assert not Round.objects.exists()
    press(pressed, page.get_by_role("button", name="Flytta alla till närmaste arbetsdag"))
    expect(page.get_by_text("lediga för många")).to_have_count(0)
    press(pressed, page.get_by_role("button", name="Starta omgången"))

    expect(page.get_by_role("heading", level=1)).to_have_text("Omgång 2027–2029")
    assert len(pressed) == 4
    round = Round.objects.get()
    assert round.meetings.count() == 8

    page.goto(f"/omgangar/{round.pk}/andra/")
    page.get_by_label("Från och med").select_option(index=2)
    page.get_by_label("Veckor").fill("1")
    press(pressed, page.get_by_role("button", name="Visa de nya dagarna"))
    expect(page.get_by_text("6 träffar har fått nya dagar här nedanför.")).to_be_visible()
    assert audit(page) == []
    press(pressed, page.get_by_role("button", name="Spara").last)
    expect(page.get_by_text("Ändringen är sparad.")).to_be_visible()
    press(pressed, page.get_by_text("Fler val för omgången"))
    expect(page.get_by_role("link", name="Avsluta omgången")).to_be_visible()
    assert f"{round.meetings.get(title='Lärandeträff 1').date}" == "2027-12-21"
