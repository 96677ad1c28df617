"""Likes and dots over a network that loses answers: none counted twice, none lost in silence."""

import pytest
from playwright.sync_api import expect

from padlet.models import Board, Note
from padlet.services import boards, facilitation
from padlet.texts.prompt_wording import STANDARD_PROMPTS
from tests.browser.conftest import Visitor
from tests.factories import MeetingFactory
from tests.padlet.conftest import Box

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

UNSURE = "Vi fick inget svar. Trycket kan ha räknats. Därför kan du inte trycka igen."


@pytest.fixture
def note(transactional_db) -> Note:
    draft = boards.create_board(meeting=MeetingFactory(), title="Prova", prompts=STANDARD_PROMPTS)
    sizes = {section.pk: [8] for section in draft.sections.all()}
    board = boards.open_board(board=draft, breakout_sizes=sizes, dots_each=2, tick_seconds=1)
    section = board.sections.get(role_group="pol")
    return Box(board, section, board.prompts.first()).write(text="Politikernas lapp")


def open_page(phone: Visitor, note: Note, tab: str = ""):
    phone.page.goto(f"/t/{note.board.path}/skriv/{note.section_id}/0/{tab}")
    return phone.page


def counted() -> tuple[int, int]:
    return Note.objects.values_list("likes", "dots").get()


def lose_the_answer(route) -> None:
    route.fetch()
    route.abort()


def a_proxys_answer(route) -> None:
    route.fetch()
    route.fulfill(status=504, content_type="text/html", body="<h1>Gateway Timeout</h1>")


def forgive(phone: Visitor) -> None:
    """The browser itself complains about a lost net and about each answer that is no success."""
    phone.complaints.clear()


def a_storage_that_failed_at_the_end(route) -> None:
    route.fetch()
    failed = '{"error": "storage", "sentence": "Lappen kunde inte sparas"}'
    route.fulfill(status=503, content_type="application/json", body=failed)


@pytest.mark.parametrize(
    "lose", [lose_the_answer, a_proxys_answer, a_storage_that_failed_at_the_end]
)
def test_a_like_whose_answer_was_lost_is_not_counted_twice(phone, note, lose):
    page = open_page(phone, note)
    page.route("**/gilla/**", lose)
    page.get_by_role("button", name="Gilla").click()
    expect(page.locator("[data-notice]")).to_have_text(UNSURE)

    page.unroute("**/gilla/**")

    expect(page.get_by_role("button", name="Du gillar")).to_be_disabled()
    page.reload()
    expect(page.get_by_role("button", name="Du gillar")).to_be_disabled()
    assert counted() == (1, 0)
    forgive(phone)


def test_dots_whose_answers_were_lost_are_spent_all_the_same(phone, note):
    page = open_page(phone, note, "#prickar")
    page.route("**/prick/**", lose_the_answer)
    button = page.get_by_role("button", name="Rösta")
    left = page.locator("[data-dots-left]")
    button.click()
    expect(page.locator("[data-notice]")).to_have_text(UNSURE)
    expect(left).to_have_text("Du har 1 röst kvar.")

    page.unroute("**/prick/**")
    with page.expect_response("**/prick/**"):
        button.click()
    expect(left).to_have_text("Du har 0 röster kvar.")
    button.click(force=True)

    expect(page.locator("[data-notice]")).to_have_text("Du har inga röster kvar.")
    assert counted() == (0, 2)
    forgive(phone)


def test_a_like_that_never_left_the_phone_may_be_given_when_the_net_is_back(phone, note):
    page = open_page(phone, note)
    phone.context.set_offline(True)
    page.get_by_role("button", name="Gilla").click()
    expect(page.locator("[data-notice]")).to_have_text(
        "Nätet svarar inte. Försök igen om en stund."
    )

    phone.context.set_offline(False)
    page.wait_for_function("() => fetch(location.href).then((answer) => answer.ok, () => false)")
    page.get_by_role("button", name="Gilla").click()

    expect(page.get_by_role("button", name="Du gillar")).to_be_disabled()
    assert counted() == (1, 0)
    forgive(phone)


def test_a_dot_that_the_server_refused_is_ones_own_again(phone, note):
    page = open_page(phone, note, "#prickar")
    said = {"error": "pace", "sentence": "Många trycker samtidigt."}
    page.route("**/prick/**", lambda route: route.fulfill(status=429, json=said))
    page.get_by_role("button", name="Rösta").click()

    expect(page.locator("[data-notice]")).to_have_text("Många trycker samtidigt.")
    expect(page.locator("[data-dots-left]")).to_have_text("Du har 2 röster kvar.")
    assert counted() == (0, 0)
    forgive(phone)


def test_every_mark_stays_what_it_was_on_a_board_that_rests(phone, note):
    page = open_page(phone, note)
    facilitation.pause_board(board=Board.objects.get())
    expect(page.locator("[data-status]")).to_be_visible()
    page.get_by_role("button", name="Gilla").click()

    expect(page.locator("[data-notice]")).to_contain_text("Tavlan är inte öppen just nu.")
    expect(page.get_by_role("button", name="Gilla")).to_be_enabled()
    forgive(phone)
