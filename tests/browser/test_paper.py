"""The page where what stood on a sheet of paper is looked through, in a real browser."""

import pytest
from playwright.sync_api import Page, Route, expect
from playwright.sync_api import TimeoutError as Timeout

from padlet.models import Board, Note
from padlet.services import boards
from tests.browser.pages import signed_in_cookie
from tests.factories import MeetingFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

LINES = "Vi saknar tid\nFråga anna.ek@granvik.se\nRing 070-123 45 67\n19811218-9876 vet"


@pytest.fixture
def board(transactional_db) -> Board:
    draft = boards.create_board(meeting=MeetingFactory(), title="Prova", prompts=["Vad?"])
    sizes = {section.pk: [8] for section in draft.sections.all()}
    return boards.open_board(board=draft, breakout_sizes=sizes)


@pytest.fixture
def page(visitor, site, board) -> Page:
    """Staff with four lines to look through; three of them hold something personal."""
    staff = visitor()
    name, value = signed_in_cookie(UserFactory(is_staff=True))
    staff.context.add_cookies([{"name": name, "value": value, "url": site.url}])
    staff.page.goto(f"/tavlor/{board.pk}/papper/")
    staff.page.get_by_label("Vad står det på arket?").fill(LINES)
    staff.page.get_by_role("button", name="Titta igenom raderna").click()
    expect(staff.page.get_by_role("button", name="Sätt upp lapparna")).to_be_visible()
    return staff.page


def texts() -> list[str]:
    return sorted(Note.objects.values_list("text", flat=True))


def test_who_types_in_from_paper_hears_of_personal_data_before_it_goes_up(page):
    put_up = page.get_by_role("button", name="Sätt upp lapparna")
    three = page.get_by_role("group", name="3 rader kan innehålla personuppgifter.")
    one = page.get_by_role("group", name="1 rad kan innehålla personuppgifter.")

    put_up.click()
    expect(three.get_by_role("button", name="Redigera")).to_be_focused()
    page.keyboard.press("Enter")
    expect(three).to_be_hidden()
    expect(page.get_by_label("Rad 2")).to_be_focused()

    page.keyboard.press("Control+A")
    page.keyboard.type("Fråga kansliet")
    page.get_by_label("Ta med").nth(3).uncheck()
    put_up.click()
    expect(one).to_be_visible()
    page.keyboard.press("Escape")
    expect(put_up).to_be_focused()
    assert texts() == []

    put_up.click()
    one.get_by_role("button", name="Sätt upp ändå").click()

    expect(page.get_by_text("3 lappar från papper sitter uppe.")).to_be_visible()
    assert texts() == ["Fråga kansliet", "Ring 070-123 45 67", "Vi saknar tid"]


def test_nothing_can_be_pressed_before_the_script_that_looks_has_come(page):
    held: list[Route] = []
    page.route("**/padlet/personal-data*.js", lambda route: held.append(route))
    with page.expect_request("**/padlet/personal-data*.js"):
        page.reload(wait_until="commit")
    put_up = page.get_by_role("button", name="Sätt upp lapparna")

    with pytest.raises(Timeout):
        put_up.click(timeout=500)
    for route in held:
        route.continue_()
    put_up.click()

    expect(page.get_by_role("group", name="3 rader kan innehålla")).to_be_visible()
    assert texts() == []


def test_lines_without_anything_personal_go_up_at_once_and_so_does_the_way_back(page):
    page.get_by_role("button", name="Tillbaka till fältet").click()
    field = page.get_by_label("Vad står det på arket?")
    expect(field).to_have_value(LINES)

    field.fill("Vi saknar tid\nKlart 2026")
    page.get_by_role("button", name="Titta igenom raderna").click()
    page.get_by_role("button", name="Sätt upp lapparna").click()

    expect(page.get_by_text("2 lappar från papper sitter uppe.")).to_be_visible()
    assert texts() == ["Klart 2026", "Vi saknar tid"]
