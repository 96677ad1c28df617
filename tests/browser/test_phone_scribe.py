"""A guest's phone on which one writes for the whole group."""

import pytest
from playwright.sync_api import expect

from padlet.models import Note
from tests.browser.guest_phone import be_scribe, field_of, forgive, mine, put_up, texts, write_page
from tests.padlet.test_paper import LINES

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_marks_at_the_start_of_a_line_go_and_the_words_stay(phone):
    phone.page.goto("/t/")

    found = phone.page.evaluate(
        """async (all) => {
          const { splitLines } = await import('/static/js/padlet/split-lines.js');
          return Object.fromEntries(all.map((text) => [text, splitLines(text)]));
        }""",
        list(LINES),
    )

    assert found == LINES


def test_pasted_lines_are_looked_through_and_become_notes(phone, board):
    phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
    phone.page.goto(write_page(board))
    be_scribe(phone.page)
    pasted = "• Ett\n• Två\n• Tre\n• Inte nu\n• anna@granvik.se\n• " + "x" * 501
    phone.page.evaluate("(text) => navigator.clipboard.writeText(text)", pasted)
    field_of(phone.page).focus()
    phone.page.keyboard.press("Control+V")

    look = phone.page.get_by_role("region", name="Det blir 6 lappar")
    expect(look.get_by_role("heading")).to_be_focused()
    expect(look.get_by_text("en e-postadress")).to_be_visible()
    expect(look.get_by_text("Korta lappen med 1 tecken.")).to_be_visible()
    phone.page.get_by_role("button", name="Sätt upp 6 lappar").click()
    expect(phone.page.get_by_label("Text på rad 6")).to_be_focused()
    assert Note.objects.count() == 0

    phone.page.get_by_label("Text på rad 6").fill("Kortare")
    phone.page.get_by_label("Text på rad 2").fill("Två, rättad")
    phone.page.get_by_role("checkbox", name="Rad 4").uncheck()
    phone.page.get_by_role("button", name="Ta bort rad 5").click()
    expect(phone.page.get_by_role("button", name="Ta bort rad 5")).to_be_focused()
    phone.page.get_by_role("button", name="Sätt upp 4 lappar").click()

    expect(phone.page.locator(".note.mine")).to_have_count(4)
    expect(field_of(phone.page)).to_be_focused()
    expect(field_of(phone.page)).to_have_value("Inte nu")
    assert texts() == ["Ett", "Kortare", "Tre", "Två, rättad"]
    assert Note.objects.values("edit_hash").distinct().count() == 4
    expect(phone.page.get_by_role("switch")).to_be_checked()


def test_the_scribes_lines_survive_a_reload_before_and_after_they_are_sent(phone, board):
    phone.page.goto(write_page(board))
    be_scribe(phone.page)
    field_of(phone.page).fill("- ett\n- två\n- tre")
    phone.page.keyboard.press("Enter")
    expect(phone.page.get_by_role("heading", name="Det blir 3 lappar")).to_be_visible()

    phone.page.reload()
    expect(phone.page.get_by_role("switch")).to_be_checked()
    expect(field_of(phone.page)).to_have_value("ett\ntvå\ntre")
    phone.page.route("**/lapp/**", lambda route: route.abort())
    field_of(phone.page).press("Enter")
    phone.page.get_by_role("button", name="Sätt upp 3 lappar").click()
    expect(phone.page.locator(".note.wait")).to_have_count(3)
    phone.page.reload()
    phone.page.unroute("**/lapp/**")

    expect(phone.page.locator(".note.mine")).to_have_count(3, timeout=20_000)
    assert texts() == ["ett", "tre", "två"]
    forgive(phone)


def test_without_the_switch_several_lines_are_one_note(phone, board):
    phone.page.goto(write_page(board))

    put_up(phone.page, "En rad\nen rad till")

    expect(mine(phone.page, "En rad")).to_be_visible()
    assert texts() == ["En rad\nen rad till"]


def test_the_scribe_hears_of_personal_data_before_the_lines_go_up(phone, board):
    page = phone.page
    page.goto(write_page(board))
    be_scribe(page)
    field_of(page).fill("ett\nanna@granvik.se\ntre")
    page.keyboard.press("Enter")
    put = page.get_by_role("button", name="Sätt upp 3 lappar")
    hint = page.get_by_role("group", name="1 rad kan innehålla personuppgifter.")

    put.click()
    expect(hint.get_by_role("button", name="Redigera")).to_be_focused()
    page.keyboard.press("Enter")
    expect(hint).to_have_count(0)
    expect(page.get_by_label("Text på rad 2")).to_be_focused()
    put.click()
    page.keyboard.press("Escape")
    expect(put).to_be_focused()
    assert texts() == []
    put.click()
    hint.get_by_role("button", name="Sätt upp ändå").click()

    expect(page.locator(".note.mine")).to_have_count(3)
    assert texts() == ["anna@granvik.se", "ett", "tre"]
