"""A guest's phone: joining, what looks personal, "klara", likes, dots, and forgetting."""

import pytest
from playwright.sync_api import expect

from padlet.models import Board, Note
from padlet.services import boards
from padlet.services.board_lock import bump_version
from tests.browser.guest_phone import FIELD, box, field_of, forgive, mine, put_up, texts, write_page
from tests.factories import MeetingFactory

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


# --- joining ----------------------------------------------------------------------------------


def test_the_code_leads_from_the_short_page_to_the_groups(phone, board):
    phone.page.goto("/t/")
    phone.page.get_by_label("Kod").fill("fel")
    phone.page.keyboard.press("Enter")
    expect(phone.page.get_by_role("alert")).to_be_visible()
    expect(phone.page.get_by_label("Kod")).to_be_focused()

    phone.page.get_by_label("Kod").fill(f"{board.code[:4]} {board.code[4:]}".lower())
    phone.page.keyboard.press("Enter")

    expect(phone.page.get_by_role("link", name="Chefer")).to_be_visible()
    assert phone.page.url.endswith(f"/t/{board.path}/")
    assert phone.context.cookies() == []
    forgive(phone)


def test_a_phone_that_has_written_is_offered_its_own_group_first(phone, board):
    phone.page.goto(f"/t/{board.path}/")
    again = phone.page.get_by_role("region", name="Du har lappar här")
    expect(again).to_be_hidden()
    phone.page.get_by_role("link", name="grupp 2").click()
    phone.page.wait_for_load_state()  # Enter puts a note up once the scripts have come
    put_up(phone.page, "Vi som är två")
    expect(mine(phone.page, "Vi som är två")).to_be_visible()

    phone.page.goto(f"/t/{board.path}/")

    expect(again.get_by_role("link")).to_have_count(1)
    again.get_by_role("link", name="grupp 2").click()
    expect(mine(phone.page, "Vi som är två")).to_be_visible()
    # Another board knows nothing of it.
    other = boards.create_board(meeting=MeetingFactory(), title="En till", prompts=["Hur?"])
    boards.open_board(board=other, breakout_sizes={s.pk: [9] for s in other.sections.all()})
    phone.page.goto(f"/t/{other.path}/")
    expect(again).to_be_hidden()


def test_what_is_written_before_the_scripts_have_come_stays_in_the_field(phone, board):
    held = []
    phone.page.route("**/submit.js", lambda route: held.append(route))
    phone.page.goto(write_page(board), wait_until="commit")
    field_of(phone.page).fill("Skrivet på en långsam lina")
    while not held:
        phone.page.wait_for_timeout(20)
    held[0].continue_()
    phone.page.wait_for_load_state()

    expect(field_of(phone.page)).to_have_value("Skrivet på en långsam lina")
    field_of(phone.page).press("Enter")
    expect(mine(phone.page, "Skrivet på en långsam lina")).to_be_visible()


# --- personal data ----------------------------------------------------------------------------

PERSONAL = {
    "Skriv till anna.ek@granvik.se": ["Email"],
    "ANNA@GRANVIK.SE": ["Email"],
    "Ring 070-123 45 67 i morgon": ["Phone"],
    "0701234567": ["Phone"],
    "+46 70 123 45 67": ["Phone"],
    "0046701234567": ["Phone"],
    "+46 (0)8 123 456 78": ["Phone"],
    "Växeln: 08-452 70 00": ["Phone"],
    "08 452 70 00": ["Phone"],
    "0498-26 90 00": ["Phone"],
    "811218-9876": ["Number"],
    "19811218-9876": ["Number"],
    "198112189876 är hennes": ["Number"],
    "8112189876": ["Number"],
    "811278-9873": ["Number"],  # a coordination number: the day is 18 + 60
    "811218+9876": ["Number"],
    "anna@granvik.se, 811218-9876": ["Email", "Number"],
    # Nothing personal: years, amounts, times, codes.
    "811218-9875": [],  # the check figure is wrong
    "811318-9874": [],  # there is no thirteenth month
    "Perioden 2019-2024": [],
    "Budget 1 200 000 000 kronor": [],
    "1200000000 kronor": [],
    "Möte 08.30-16.30": [],
    "Kl 08 30-16 00": [],
    "Dnr 2026/01234": [],
    "Vi mejlar @ ibland": [],
    "0,5 procent av 12345": [],
    "2026-01-15": [],
    "Kod 0123456789012345": [],
}


def test_what_looks_personal_is_known_and_what_does_not_is_let_alone(phone):
    phone.page.goto("/t/")

    found = phone.page.evaluate(
        """async (all) => {
          const { findPersonalData } = await import('/static/js/padlet/personal-data.js');
          return Object.fromEntries(all.map((text) => [text, findPersonalData(text)]));
        }""",
        list(PERSONAL),
    )

    assert found == PERSONAL


def test_the_writer_hears_of_personal_data_before_anything_is_sent(phone, board):
    phone.page.goto(write_page(board))
    put_up(phone.page, "Fråga anna.ek@granvik.se")
    hint = phone.page.get_by_role("group", name="Det ser ut att stå en e-postadress här.")
    expect(hint).to_be_visible()
    expect(hint.get_by_role("button", name="Redigera")).to_be_focused()
    assert Note.objects.count() == 0

    phone.page.keyboard.press("Enter")
    expect(hint).to_have_count(0)
    expect(field_of(phone.page)).to_be_focused()
    expect(field_of(phone.page)).to_have_value("Fråga anna.ek@granvik.se")
    phone.page.keyboard.press("Enter")
    hint.get_by_role("button", name="Sätt upp ändå").click()

    expect(mine(phone.page, "Fråga anna.ek@granvik.se")).to_be_visible()
    expect(field_of(phone.page)).to_be_focused()
    assert texts() == ["Fråga anna.ek@granvik.se"]
    mine(phone.page, "Fråga").get_by_role("button", name="Redigera").click()
    phone.page.get_by_label("Redigera lappen").fill("Ring 070-123 45 67")
    phone.page.get_by_role("button", name="Spara").click()
    expect(phone.page.get_by_role("group", name="ett telefonnummer")).to_be_visible()
    assert texts() == ["Fråga anna.ek@granvik.se"]
    phone.page.get_by_role("button", name="Sätt upp ändå").click()
    expect(mine(phone.page, "Ring 070-123 45 67")).to_be_visible()


# --- klara ------------------------------------------------------------------------------------


def test_two_phones_of_a_group_agree_that_it_is_done_and_another_group_is_not(
    phone, visitor, board
):
    second, other = visitor(), visitor()
    phone.page.goto(write_page(board, "strat", 3))
    second.page.goto(write_page(board, "strat", 3))
    other.page.goto(write_page(board, "strat", 2))

    phone.page.get_by_role("button", name="Vi är klara").click()

    for one in (phone, second):
        expect(one.page.get_by_text("Er grupp är klar.").last).to_be_visible()
        expect(one.page.get_by_role("button", name="Vi är klara")).to_have_attribute(
            "aria-pressed", "true"
        )
    assert board.sections.get(role_group="strat").done_breakouts == [3]
    expect(other.page.locator("[data-done-words]")).to_be_hidden()
    second.page.get_by_role("button", name="Vi är klara").click()
    expect(phone.page.locator("[data-done-words]")).to_be_hidden()
    assert board.sections.get(role_group="strat").done_breakouts == []


def test_that_a_small_group_is_done_only_its_own_phone_shows(phone, visitor, board):
    second, wall = visitor(), visitor()
    phone.page.goto(write_page(board, "strat", 2))
    second.page.goto(write_page(board, "strat", 2))
    wall.page.goto(f"/t/{board.path}/duk/")
    button = phone.page.get_by_role("button", name="Vi är klara")

    button.click()

    expect(wall.page.get_by_text("1 av 5 grupper är klar")).to_be_visible()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(second.page.locator("[data-done-words]")).to_be_hidden()
    button.click()
    expect(wall.page.locator("[data-done]")).to_be_hidden()
    assert board.sections.get(role_group="strat").done_breakouts == []


# --- likes and dots ---------------------------------------------------------------------------


def test_a_like_is_remembered_so_that_a_reload_does_not_like_twice(phone, board):
    note = box(board, "pol").write(text="Vi delar en strateg")
    phone.page.goto(write_page(board))
    phone.page.get_by_role("button", name="Gilla").click()
    expect(phone.page.get_by_role("button", name="Du gillar")).to_be_disabled()

    phone.page.reload()

    expect(phone.page.get_by_role("button", name="Du gillar")).to_be_disabled()
    note.refresh_from_db()
    assert note.likes == 1


def test_dots_go_to_notes_of_all_groups_and_no_further_than_they_last(phone, board):
    theirs = box(board, "chef").write(text="Chefernas lapp")
    ours = box(board, "pol").write(text="Politikernas lapp")
    phone.page.goto(write_page(board))
    phone.page.get_by_role("link", name="Rösta", exact=True).click()
    part = phone.page.get_by_role("region", name="Rösta på det viktigaste")
    expect(part.get_by_text("Du har 2 röster kvar.")).to_be_visible()
    expect(part.get_by_text("en överenskommelse och inget lås")).to_be_visible()

    part.get_by_role("button", name="Chefernas lapp").click()
    expect(part.get_by_text("1 röst, varav 1 från dig")).to_be_visible()
    expect(part.get_by_role("button", name="Chefernas lapp")).to_be_focused()
    with phone.page.expect_response("**/prick/**"):
        part.get_by_role("button", name="Chefernas lapp").click()
    expect(part.get_by_text("2 röster, varav 2 från dig")).to_be_visible()
    expect(part.get_by_text("Du har 0 röster kvar.")).to_be_visible()
    phone.page.reload()
    expect(part.get_by_text("Du har 0 röster kvar.")).to_be_visible()
    part.get_by_role("button", name="Politikernas lapp").click(force=True)
    expect(phone.page.locator("[data-notice]")).to_have_text("Du har inga röster kvar.")

    theirs.refresh_from_db()
    ours.refresh_from_db()
    assert (theirs.dots, ours.dots) == (2, 0)


def test_a_dot_on_its_way_when_the_page_leaves_counts_as_put(phone, board):
    box(board, "pol").write(text="Politikernas lapp")
    phone.page.goto(write_page(board) + "#prickar")
    phone.page.route("**/prick/**", lambda route: None)  # no answer
    phone.page.get_by_role("button", name="Politikernas lapp").click()

    phone.page.reload()

    expect(phone.page.locator("[data-dots-left]", has_text="Du har 1 röst kvar.")).to_be_visible()


def test_a_board_without_dots_has_no_place_to_put_them(phone, board):
    Board.objects.filter(pk=board.pk).update(dots_each=0)
    bump_version(board)
    phone.page.goto(write_page(board))

    expect(phone.page.get_by_role("link", name="Fråga 1")).to_be_visible()
    expect(phone.page.get_by_role("link", name="Rösta", exact=True)).to_have_count(0)


def test_forgetting_takes_notes_likes_dots_and_drafts_of_this_board_only(phone, board):
    box(board, "pol").write(text="Vi delar en strateg")
    phone.page.goto(write_page(board))
    put_up(phone.page, "Min")
    expect(mine(phone.page, "Min")).to_be_visible()
    phone.page.get_by_role("button", name="Gilla").first.click()
    phone.page.get_by_role("link", name="Rösta", exact=True).click()
    phone.page.get_by_role("button", name="Vi delar en strateg").click()
    expect(phone.page.locator("[data-dots-left]", has_text="Du har 1 röst kvar.")).to_be_visible()
    phone.page.get_by_role("link", name="Fråga 2").click()
    phone.page.locator("#fraga-2").get_by_label(FIELD).fill("Halvskrivet")
    another = f"modellkonceptet:lappar:{board.pk}0"  # its number begins with this board's
    phone.page.evaluate("(key) => localStorage.setItem(key, '[]')", another)
    kept = phone.page.evaluate("Object.keys(localStorage).length")

    phone.page.get_by_role("button", name="Glöm mina lappar").click()
    phone.page.get_by_role("dialog").locator('[value="yes"]').click()

    expect(phone.page.locator("#fraga-2").get_by_label(FIELD)).to_have_value("")
    assert kept == 5  # notes, likes, dots, the draft; and the other board's
    assert phone.page.evaluate("Object.keys(localStorage)") == [another]
    phone.page.get_by_role("link", name="Rösta", exact=True).click()
    expect(phone.page.get_by_text("Du har 2 röster kvar.")).to_be_visible()
