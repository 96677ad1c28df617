"""The outbox of a guest's phone: unsent notes, what the phone stores, and the time limit."""

import pytest
from playwright.sync_api import Error, expect

from padlet.models import Board, Note
from padlet.services import facilitation, sealing
from padlet.services.notes import MAX_NOTES
from tests.browser.guest_phone import (
    be_scribe,
    box,
    end_in,
    field_of,
    forgive,
    mine,
    put_up,
    texts,
    write_page,
)
from tests.factories import count_notes, notes_saying

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


# --- on their way -----------------------------------------------------------------------------


def test_written_without_net_hidden_closed_and_opened_again_it_is_there_once(phone, board):
    page = phone.page
    page.goto(write_page(board))
    page.wait_for_timeout(300)
    phone.context.set_offline(True)
    put_up(page, "Skriven i en tunnel")
    expect(page.get_by_text("Väntar på nätet.")).to_be_visible()
    field_of(page).fill("Halvskriven")
    page.evaluate("""() => {
      Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
      document.dispatchEvent(new Event('visibilitychange'));
    }""")
    with pytest.raises(Error):
        page.reload()

    phone.context.set_offline(False)
    page.goto(write_page(board))

    expect(mine(page, "Skriven i en tunnel")).to_be_visible()
    expect(field_of(page)).to_have_value("Halvskriven")
    page.reload()
    expect(mine(page, "Skriven i en tunnel")).to_be_visible()
    assert texts() == ["Skriven i en tunnel"]
    forgive(phone)


def test_an_answer_that_is_lost_doubles_nothing(phone, board):
    page = phone.page
    page.goto(write_page(board))

    def lose_the_answer(route) -> None:
        route.fetch()
        route.abort()

    page.route("**/lapp/**", lose_the_answer)
    put_up(page, "Kom fram, men ingen hörde det")
    expect(page.get_by_text("Väntar på nätet.")).to_be_visible()
    # It may have arrived: taking the text back would put it up twice.
    expect(page.get_by_role("button", name="Ta tillbaka texten")).to_be_hidden()
    page.unroute("**/lapp/**")
    page.evaluate("window.dispatchEvent(new Event('online'))")

    expect(mine(page, "Kom fram")).to_be_visible()
    assert texts() == ["Kom fram, men ingen hörde det"]
    forgive(phone)


def test_a_portal_or_proxy_that_answers_for_us_loses_nothing(phone, board):
    page = phone.page
    page.goto(write_page(board))
    page.route("**/lapp/**", lambda route: route.fulfill(status=200, body="<h1>Logga in</h1>"))
    put_up(page, "Förbi hotellets portal")
    expect(page.get_by_text("Väntar på nätet.")).to_be_visible()
    page.unroute("**/lapp/**")
    page.route("**/lapp/**", lambda route: route.fulfill(status=503, body="<h1>Nere</h1>"))
    page.wait_for_timeout(2500)
    page.unroute("**/lapp/**")

    expect(mine(page, "Förbi hotellets portal")).to_be_visible(timeout=20_000)
    assert texts() == ["Förbi hotellets portal"]
    forgive(phone)


def test_a_group_that_writes_faster_than_it_may_loses_and_doubles_nothing(phone, board):
    knocks = []

    def too_fast_now_and_then(route) -> None:
        knocks.append(route.request.post_data_json["text"])
        if len(knocks) in (3, 4, 8):
            said = {"error": "pace", "sentence": "Gruppen skriver fort. Lappen skickas strax."}
            route.fulfill(status=429, json=said, headers={"Retry-After": "1"})
        else:
            route.continue_()

    phone.page.route("**/lapp/**", too_fast_now_and_then)
    phone.page.goto(write_page(board))
    be_scribe(phone.page)
    field_of(phone.page).fill("\n".join(f"rad {number}" for number in range(9)))
    phone.page.keyboard.press("Enter")
    phone.page.get_by_role("button", name="Sätt upp 9 lappar").click()

    expect(phone.page.get_by_text("Gruppen skriver fort.").first).to_be_visible()
    expect(phone.page.locator(".note.mine")).to_have_count(9, timeout=30_000)
    assert texts() == [f"rad {number}" for number in range(9)]
    # One after another, and a refused one again before the next.
    assert [knocks.count(f"rad {number}") for number in range(9)] == [1, 1, 3, 1, 1, 2, 1, 1, 1]
    forgive(phone)


def test_on_a_full_board_a_note_waits_until_there_is_room(phone, board):
    strat = box(board, "strat")
    Note.objects.bulk_create(
        Note(board=board, section=strat.section, prompt=strat.prompt, text=f"Lapp {number}")
        for number in range(MAX_NOTES)
    )
    count_notes(board)
    phone.page.goto(write_page(board))
    put_up(phone.page, "Ryms jag?")
    expect(phone.page.get_by_text("Tavlan är full.")).to_be_visible()
    expect(phone.page.get_by_role("button", name="Ta tillbaka texten")).to_be_visible()

    Note.objects.first().delete()
    count_notes(board)

    expect(mine(phone.page, "Ryms jag?")).to_be_visible(timeout=20_000)
    assert notes_saying("Ryms jag?").count() == 1
    forgive(phone)


# --- the clock --------------------------------------------------------------------------------


def test_the_phone_counts_down_and_a_late_note_goes_up_when_more_time_is_given(phone, board):
    page = phone.page
    page.goto(write_page(board))
    expect(page.get_by_role("timer")).to_be_hidden()
    end_in(board, 62)
    expect(page.get_by_role("timer")).to_be_visible()
    announced = page.locator("[data-announce]")
    expect(announced).to_have_text("En minut kvar.", timeout=10_000)
    end_in(board, 3)
    field_of(page).fill("Halvskriven när tiden tog slut")
    status = page.locator("[data-status]")
    expect(status).to_contain_text("sätts upp om ni får mer tid", timeout=10_000)
    expect(page.get_by_text("Öppen nu")).to_be_hidden()
    expect(announced).to_have_text("Tiden är ute. Det du har skrivit ligger kvar.")
    expect(page.get_by_role("timer")).to_be_hidden()

    page.keyboard.press("Enter")
    expect(page.locator(".note.wait")).to_contain_text("Tiden är ute.")
    page.wait_for_timeout(1500)
    assert Note.objects.count() == 0
    facilitation.extend_timer(board=Board.objects.get(), minutes=2)

    expect(mine(page, "Halvskriven när tiden tog slut")).to_be_visible()
    expect(status).to_be_hidden()
    expect(page.get_by_role("timer")).to_be_visible()
    assert texts() == ["Halvskriven när tiden tog slut"]


def test_when_the_clock_ends_nothing_but_itself_one_may_write_on(phone, board):
    Board.objects.filter(pk=board.pk).update(ends_writing=False)
    end_in(board, -1)
    phone.page.goto(write_page(board))
    expect(phone.page.get_by_text("Tiden är ute", exact=True)).to_be_visible()

    put_up(phone.page, "En sak till")

    expect(mine(phone.page, "En sak till")).to_be_visible()
    expect(phone.page.locator("[data-status]")).to_be_hidden()
    expect(phone.page.get_by_text("Öppen nu")).to_be_hidden()


# --- what the phone says and keeps when the board does not take ---------------------------------


def test_a_phone_whose_storage_is_full_still_sends_what_is_written(phone, board):
    page = phone.page
    page.add_init_script("""Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    }""")
    page.goto(write_page(board))
    page.route("**/lapp/**", lambda route: route.abort())
    put_up(page, "Ett")
    expect(page.locator(".note.wait")).to_contain_text("Väntar på nätet.")
    expect(field_of(page)).to_have_value("")
    put_up(page, "Två")
    expect(page.locator(".note.wait")).to_have_count(2)

    page.unroute("**/lapp/**")

    expect(page.locator(".note.mine")).to_have_count(2, timeout=20_000)
    assert texts() == ["Ett", "Två"]
    mine(page, "Ett").get_by_role("button", name="Ta bort").click()
    page.get_by_role("dialog").locator('[value="yes"]').click()
    expect(page.locator(".note.mine")).to_have_count(1)
    assert texts() == ["Två"]
    forgive(phone)


def test_a_storage_that_fills_up_hides_nothing_of_what_it_held(phone, board):
    page = phone.page
    page.goto(write_page(board))
    put_up(page, "Före")
    expect(mine(page, "Före")).to_be_visible()

    page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('full'); }; }")
    put_up(page, "Efter")

    expect(mine(page, "Efter")).to_be_visible()
    expect(mine(page, "Före")).to_be_visible()
    assert texts() == ["Efter", "Före"]


@pytest.mark.parametrize("reloads", [True, False])
def test_an_unsent_note_on_a_closed_board_is_refused_and_its_text_can_be_copied(
    phone, board, reloads
):
    page = phone.page
    phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(write_page(board))
    facilitation.pause_board(board=board)
    expect(page.get_by_text("Tavlan är pausad.").first).to_be_visible()
    put_up(page, "Hann inte fram")
    waiting = page.locator(".note.wait")
    expect(waiting).to_contain_text("Tavlan är pausad.")
    phone.context.set_offline(True)
    sealing.close_board(board=board)
    end_in(board, -60)
    phone.context.set_offline(False)

    if reloads:
        page.goto(write_page(board))

    expect(waiting).to_contain_text("Tavlan är stängd. Du kan inte skriva längre.")
    expect(page.get_by_text("Tavlan är pausad.")).to_have_count(0)
    expect(page.locator("[data-status]")).to_have_text(
        "Tavlan är stängd. Du kan inte skriva längre."
    )
    expect(page.get_by_text("om ni får mer tid")).to_have_count(0)
    expect(page.get_by_text("Tiden är ute")).to_be_hidden()
    expect(field_of(page)).to_be_hidden()
    waiting.get_by_role("button", name="Ta tillbaka texten").click()
    expect(field_of(page)).to_be_visible()
    expect(field_of(page)).to_be_focused()
    expect(field_of(page)).to_have_value("Hann inte fram")
    page.keyboard.press("Enter")
    expect(waiting).to_have_count(0)
    page.locator("#fraga-1").get_by_role("button", name="Kopiera texten").click()
    expect(page.locator("[data-notice]")).to_have_text("Texten är kopierad.")
    assert page.evaluate("navigator.clipboard.readText()") == "Hann inte fram"
    assert texts() == []
    forgive(phone)


def test_the_status_tells_the_state_before_the_time_and_the_button_what_it_does(phone, board):
    page = phone.page
    page.goto(write_page(board))
    put_up(page, "Min")
    form, status = page.locator("#fraga-1 form[data-write]"), page.locator("[data-status]")
    change = mine(page, "Min").get_by_role("button", name="Redigera")
    expect(change).to_be_visible()

    end_in(board, -1)
    expect(status).to_contain_text("Tiden är ute.")
    expect(page.get_by_text("Öppen nu")).to_be_hidden()
    expect(form.get_by_role("button", name="Spara tills tavlan tar emot")).to_be_visible()
    expect(change).to_be_hidden()
    facilitation.pause_board(board=board)
    expect(status).to_have_text("Tavlan är pausad. Det du skriver ligger kvar.")
    expect(page.get_by_text("Tiden är ute", exact=True)).to_be_hidden()
    page.reload()
    expect(status).to_have_text("Tavlan är pausad. Det du skriver ligger kvar.")
    put_up(page, "Sparad så länge")
    expect(page.locator(".note.wait")).to_contain_text("Tavlan är pausad.")
    expect(change).to_be_hidden()
    Board.objects.filter(pk=board.pk).update(ends_at=None)
    facilitation.resume_board(board=Board.objects.get())

    expect(mine(page, "Sparad så länge")).to_be_visible()
    expect(status).to_be_hidden()
    expect(page.get_by_text("Öppen nu")).to_be_visible()
    expect(form.get_by_role("button", name="Sätt upp lappen")).to_be_visible()
    expect(change).to_be_visible()


def test_a_closed_board_leaves_nothing_on_the_phone(phone, board):
    box(board, "pol").write(text="Vi delar en strateg")
    phone.page.goto(write_page(board))
    put_up(phone.page, "Min")
    expect(mine(phone.page, "Min")).to_be_visible()
    phone.page.get_by_role("button", name="Gilla").first.click()
    expect(phone.page.get_by_role("button", name="Du gillar")).to_be_visible()

    sealing.close_board(board=board)

    expect(phone.page.get_by_text("Tavlan är stängd.").first).to_be_visible()
    assert phone.page.evaluate("localStorage.length") == 0
