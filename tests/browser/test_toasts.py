"""Toasts: what was done is said in sight, wherever the page is scrolled, and undone by keys."""

import pytest
from playwright.sync_api import Page, expect

from meetings.models import AgendaItem, Takeaway
from meetings.services import agendas, takeaways
from padlet.models import Board, Note, Sentence
from padlet.services import boards, summaries
from padlet.texts.prompt_wording import STANDARD_PROMPTS
from tests.browser.conftest import Visitor
from tests.browser.test_board import fill
from tests.browser.test_layout import sign_in
from tests.factories import (
    LearningGroupFactory,
    MeetingFactory,
    MembershipFactory,
    ParticipationFactory,
)
from tests.padlet.conftest import open_it

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
MANY = 14
SIZES = [(1280, 800), (390, 844), (390, 460)]  # a laptop, a phone, a phone with its keyboard open


@pytest.fixture
def board(transactional_db) -> Board:
    """An open board of a learning group's meeting, with an agenda, ideas, sentences and notes."""
    group = LearningGroupFactory()
    meeting = MeetingFactory(round=group.round, group=group, kind="learning")
    participation = ParticipationFactory(round=group.round, group=group)
    MembershipFactory(participation=participation)
    board = open_it(boards.create_board(meeting=meeting, title="Prova", prompts=STANDARD_PROMPTS))
    notes = fill(board, "pol", MANY)
    prompt = board.prompts.first()
    for number in range(MANY):
        agendas.add_agenda_item(meeting=meeting, title=f"Punkt {number}", minutes=5)
        takeaways.add_takeaway(
            participation=participation, meeting=meeting, text=f"Idé {number}", source="Tavlan"
        )
        summaries.add_sentence(
            board=board, prompt_id=prompt.pk, text=f"Mening {number}.", note_ids=[notes[0].pk]
        )
    return board


@pytest.fixture
def strategist(visitor, board) -> Visitor:
    one = visitor(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    sign_in(one, board.meeting.group.participations.get().memberships.get().user)
    return one


# By undo: the page, what removes something there, and how much of it there is.
UNDOS = {
    "an agenda item": (
        lambda board: f"/moten/{board.meeting_id}/dagordning/",
        "[id^=remove]",
        AgendaItem.objects.count,
    ),
    "an idea": (
        lambda board: f"/moten/{board.meeting_id}/ta-hem/",
        "form[hx-post$='/ta-bort/'] button",
        Takeaway.objects.count,
    ),
    "a sentence": (
        lambda board: f"/tavlor/{board.pk}/sammanfatta/",
        "form[hx-post$='/ta-bort/'] button",
        Sentence.objects.count,
    ),
    "a hidden note": (
        lambda board: f"/tavlor/{board.pk}/",
        "[hx-post$='/dolj/']",
        Note.objects.filter(state="visible").count,
    ),
}


def act_on_the_one_in_the_middle(page: Page, selector: str) -> None:
    """Press it where it stands, be it in a menu, with its place scrolled to."""
    button = page.locator(selector).nth(MANY // 2)
    expect(button).to_be_attached()
    button.evaluate(
        """(each) => {
          const menu = each.closest('details');
          if (menu) menu.open = true;
          each.scrollIntoView({ block: 'center' });
          each.focus();
          each.click();
        }"""
    )


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.localName")


@pytest.mark.parametrize("what", UNDOS)
def test_every_undo_is_in_sight_where_the_act_was_and_is_reached_by_keys(strategist, board, what):
    address, selector, count = UNDOS[what]
    page = strategist.page
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.goto(address(board))
        toast = page.locator("#toasts .toast")
        undo = toast.get_by_role("button", name="Ångra")

        act_on_the_one_in_the_middle(page, selector)
        expect(undo).to_be_in_viewport(ratio=1)
        expect(toast).to_be_in_viewport(ratio=1)
        expect(page.locator("body")).not_to_be_focused()
        page.keyboard.press("F8")
        expect(undo).to_be_focused()
        assert count() == MANY - 1
        page.keyboard.press("Enter")

        expect(undo).to_have_count(0)
        assert count() == MANY
        expect(page.locator("body")).not_to_be_focused()

    # It stays until it is closed, and the focus goes back to where the act was.
    act_on_the_one_in_the_middle(page, selector)
    expect(undo).to_be_visible()
    page.evaluate("scrollTo(0, 0)")
    expect(toast).to_be_in_viewport(ratio=1)
    page.locator("main").focus()
    page.keyboard.press("F8")
    expect(undo).to_be_focused()
    page.keyboard.press("Escape")
    expect(toast).to_have_count(0)
    assert focused(page) != "body"


def test_two_acts_have_an_undo_each_and_each_undo_closes_its_own(strategist, board):
    page = strategist.page
    page.goto(f"/moten/{board.meeting_id}/dagordning/")
    act_on_the_one_in_the_middle(page, "[id^=remove]")
    expect(page.locator(".toast")).to_have_count(1)
    act_on_the_one_in_the_middle(page, "[id^=remove]")
    expect(page.locator(".toast")).to_have_count(2)

    page.locator(".toast").first.get_by_role("button", name="Ångra").click()
    expect(page.locator(".toast")).to_have_count(1)
    page.locator(".toast").get_by_role("button", name="Stäng").click()

    expect(page.locator(".toast")).to_have_count(0)
    assert AgendaItem.objects.count() == MANY - 1


def test_undo_is_silent_in_the_console_also_where_a_field_has_been_made_larger(strategist, board):
    """A field that one draws larger has a style, which htmx must not write into the new page."""
    page = strategist.page
    page.goto(f"/moten/{board.meeting_id}/dagordning/")
    page.locator("#new_public_text").evaluate("(each) => { each.style.height = '300px' }")

    act_on_the_one_in_the_middle(page, "[id^=remove]")
    page.get_by_role("button", name="Ångra").click()

    expect(page.locator(".toast")).to_have_count(0)
    expect(page.locator(".a-it")).to_have_count(MANY)
    # What the policy refused is among the visitor's complaints.


def test_without_scripts_the_undo_stands_in_sight_too_and_closes(visitor, board):
    one = visitor(java_script_enabled=False, viewport={"width": 390, "height": 460})
    sign_in(one, board.meeting.group.participations.get().memberships.get().user)
    page = one.page
    page.goto(f"/moten/{board.meeting_id}/dagordning/")
    page.locator(".a-it .menu-box summary").nth(MANY // 2).click()
    page.locator("[id^=remove]").nth(MANY // 2).click()

    expect(page.get_by_role("button", name="Ångra")).to_be_in_viewport(ratio=1)
    page.locator(".toast").get_by_role("button", name="Stäng").click()

    expect(page.locator(".toast")).to_have_count(0)
    assert page.url.partition("?")[0].endswith(f"/moten/{board.meeting_id}/dagordning/")
