"""Planning answers are saved while they are written; neither the net nor a colleague loses one."""

import re

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from programmes.models import PlanningAnswer, PlanningQuestion
from tests.factories import MembershipFactory, ParticipationFactory

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SAVED = re.compile(r"Sparat \d\d\.\d\d")
LOST = "Inte sparat: ingen kontakt. Texten ligger kvar här, och vi försöker igen."


@pytest.fixture
def participation(transactional_db):
    found = ParticipationFactory()
    PlanningQuestion.objects.create_defaults(found.round)
    return found


@pytest.fixture
def at_the_plan(visitor, participation):
    def come_in():
        user = MembershipFactory(participation=participation).user
        one = visitor()
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        one.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": one.site.url}])
        one.page.goto(f"/deltagande/{participation.pk}/planering/")
        return one, one.page.locator("[data-planning-question]").first

    return come_in


def test_a_lost_net_and_a_colleague_cost_no_text(at_the_plan):
    anna, annas = at_the_plan()
    bo, bos = at_the_plan()

    # Saved while it is written; the box and the focus stay as they are.
    annas.get_by_role("textbox").fill("Vi börjar")
    expect(annas.get_by_text(SAVED)).to_be_visible()
    expect(annas.get_by_text("Pågår")).to_be_visible()
    expect(annas.get_by_role("textbox")).to_be_focused()

    # The net goes: the page says so and keeps the text, and saves it once the net is back.
    anna.context.set_offline(offline=True)
    annas.get_by_role("textbox").fill("Vi börjar i maj")
    expect(annas.get_by_text(LOST)).to_be_visible()
    assert PlanningAnswer.objects.get().text == "Vi börjar"
    anna.context.set_offline(offline=False)
    expect(annas.get_by_text(LOST)).to_have_count(0)
    expect(annas.get_by_text(SAVED)).to_be_visible()
    assert PlanningAnswer.objects.get().text == "Vi börjar i maj"

    # Bo has not seen it: he is shown both, and nothing is overwritten until he says so.
    bos.get_by_role("textbox").fill("Vi väntar")
    expect(bos.get_by_text("Någon annan har sparat ett annat svar")).to_be_visible()
    expect(bos.locator("[data-stored]")).to_have_text("Vi börjar i maj")
    expect(bos.get_by_role("textbox")).to_have_value("Vi väntar")
    assert PlanningAnswer.objects.get().text == "Vi börjar i maj"
    bos.get_by_role("textbox").fill("Vi väntar till maj")
    bos.get_by_role("button", name="Spara det som står i rutan").click()
    expect(bos.get_by_text(SAVED)).to_be_visible()
    assert PlanningAnswer.objects.get().text == "Vi väntar till maj"

    # Now Anna has not seen his: she takes it, and marks the question as done.
    annas.get_by_role("textbox").fill("Vi börjar i juni")
    annas.get_by_role("button", name="Använd det sparade svaret").click()
    expect(annas.get_by_role("textbox")).to_have_value("Vi väntar till maj")
    annas.get_by_role("button", name="Markera som klar").click()
    expect(annas.get_by_text("Klar", exact=True)).to_be_visible()
    answer = PlanningAnswer.objects.get()
    assert (answer.text, answer.is_done) == ("Vi väntar till maj", True)

    # Where nobody writes, the page shows what the others have saved.
    bo.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(bos.get_by_text("Klar", exact=True)).to_be_visible()
    expect(bos.get_by_role("textbox")).to_have_value("Vi väntar till maj")

    for one in (anna, bo):  # what a browser and htmx say of a lost net and of a conflict
        expected = re.compile("409|ERR_INTERNET|htmx:(afterRequest|sendError)")
        one.complaints[:] = [each for each in one.complaints if not expected.search(each)]
