"""What a guest sees on a small screen with the keyboard open, and that nothing moves by itself."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from padlet.models import Board, Note
from padlet.services import attachments, facilitation, sealing
from tests.browser.guest_phone import FIELD, box, end_in, field_of, forgive, mine, write_page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

WHOLE, KEYBOARD = {"width": 390, "height": 844}, {"width": 390, "height": 460}
POSTED = "Lappen sitter uppe."
# Everything that the one region with role=status says, in its order.
LISTEN = """() => {
  window.said = [];
  const region = document.querySelector('[data-announce]');
  new MutationObserver(() => region.textContent && window.said.push(region.textContent))
    .observe(region, { childList: true });
}"""
# Layout shifts that no tap or key explains, by what moved.
WATCH = """window.shifts = [];
new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) {
    if (shift.hadRecentInput) continue;
    const moved = shift.sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? '');
    window.shifts.push([shift.value, moved]);
  }
}).observe({ type: 'layout-shift' })"""


def edges(found: Locator) -> tuple[float, float]:
    around = found.bounding_box()
    return around["y"], around["y"] + around["height"]


def in_view(found: Locator, height: int) -> bool:
    top, bottom = edges(found)
    return top >= 0 and bottom <= height


def test_three_notes_and_a_change_take_six_taps_and_each_is_seen_where_one_writes(visitor, board):
    phone = visitor(viewport=WHOLE, has_touch=True)
    page, taps = phone.page, []

    def tap(found: Locator) -> None:
        taps.append(found)
        found.tap()

    page.goto(f"/t/{board.path}/")
    tap(page.get_by_role("link", name="nyckelpersoner, grupp 2"))
    expect(field_of(page)).to_be_focused()
    assert edges(page.get_by_role("heading", level=2).first)[0] <= 120
    page.set_viewport_size(KEYBOARD)
    put = page.get_by_role("button", name="Sätt upp lappen")
    newest, count = (
        page.locator("#fraga-1 .note.mine").first,
        page.locator("[data-tab='1'] .g-count"),
    )
    expect(put).to_have_count(1)
    assert (in_view(field_of(page), 460), in_view(put, 460)) == (True, True)
    page.evaluate(LISTEN)

    for number, text in enumerate(["Först", "Sedan", "Sist"], start=1):
        page.keyboard.type(text)
        tap(put)
        expect(newest.locator("[data-text]")).to_have_text(text)
        expect(count).to_have_text(str(number))
        expect(page.locator("#fraga-1 [data-posted]")).to_have_text(POSTED)
        expect(field_of(page)).to_be_focused()
        assert edges(newest)[0] - edges(put)[1] < 24
        assert edges(newest)[0] + 48 < 460
        assert (in_view(field_of(page), 460), in_view(put, 460)) == (True, True)
    tap(newest.get_by_role("button", name="Redigera"))
    page.keyboard.press("End")
    page.keyboard.type(" av allt")
    tap(page.get_by_role("button", name="Spara"))

    expect(newest.locator("[data-text]")).to_have_text("Sist av allt")
    expect(newest.get_by_role("button", name="Redigera")).to_be_focused()
    assert len(taps) == 6
    assert page.evaluate("said") == [POSTED, POSTED, POSTED, "Lappen är ändrad."]
    assert page.get_by_role("status").count() == 1
    assert sorted(note.text for note in Note.objects.all()) == ["Först", "Sedan", "Sist av allt"]


def test_the_count_rises_before_any_answer_and_many_notes_are_told_of_at_once(phone, board):
    page, held = phone.page, []
    Board.objects.filter(pk=board.pk).update(mode="gather", revealed=False)
    page.goto(write_page(board))
    count = page.locator("[data-tab='1'] .g-count")
    is_slow = True
    page.route("**/lapp/**", lambda route: held.append(route) if is_slow else route.continue_())
    page.evaluate(LISTEN)
    with page.expect_request("**/lapp/**"):
        field_of(page).press_sequentially("Ett")
        page.keyboard.press("Enter")

    expect(count).to_have_text("1")
    expect(page.locator("#fraga-1 .note.wait")).to_be_in_viewport()
    field_of(page).fill("Två")
    page.keyboard.press("Enter")
    expect(count).to_have_text("2")
    is_slow = False
    held[0].continue_()

    expect(page.locator("#fraga-1 [data-posted]")).to_have_text("2 lappar sitter uppe.")
    expect(page.locator(".note.mine [data-text]")).to_have_text(["Två", "Ett"])
    expect(count).to_have_text("2")
    assert page.evaluate("said") == ["2 lappar sitter uppe."]


def test_what_was_wrong_is_told_no_longer_than_it_is_wrong(phone, board):
    page = phone.page
    page.goto(write_page(board))
    field, error = field_of(page), page.locator("#err-1")
    page.keyboard.press("Enter")
    expect(error).to_have_text("Skriv något på lappen först.")

    field.press_sequentially("V")
    expect(error).to_be_hidden()
    expect(field).to_have_attribute("aria-invalid", "false")

    field.fill("x" * 501)
    page.keyboard.press("Enter")
    expect(error).to_have_text("Korta lappen med 1 tecken.")
    page.keyboard.press("Backspace")
    expect(error).to_be_hidden()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Redigera").click()
    page.get_by_label("Redigera lappen").fill("")
    page.get_by_role("button", name="Spara").click()
    error = page.locator("[data-edit-form] [data-error]")
    expect(error).to_have_text("Skriv något, men högst 500 tecken.")
    page.get_by_label("Redigera lappen").fill("Kortare")
    expect(error).to_be_hidden()
    forgive(phone)  # the browser notes that the answer was 422


@pytest.mark.parametrize(
    "size", [WHOLE, KEYBOARD, {"width": 320, "height": 568}, {"width": 1280, "height": 800}]
)
def test_nothing_moves_when_time_ends_the_board_rests_the_net_goes_or_it_closes(
    visitor, board, size
):
    phone = visitor(viewport=size)
    page, status, weak = phone.page, phone.page.locator("[data-status]"), "#connection"
    for number in range(3):
        box(board, "chef").write(text=f"Chefernas lapp nummer {number}")
    page.add_init_script(WATCH)
    page.goto(write_page(board, "chef"))
    field_of(page).fill("Min egen lapp")
    page.keyboard.press("Enter")
    expect(mine(page, "Min egen lapp")).to_be_visible()
    expect(page.locator("[data-tab='1'] .g-count")).to_have_text("4")
    page.wait_for_timeout(1_500)  # the server's tick with the own note, and the input's half second

    def ends(seconds: float, ends_writing: bool) -> None:
        Board.objects.filter(pk=board.pk).update(ends_writing=ends_writing)
        end_in(board, seconds)

    def lose_the_net() -> None:
        page.route("**/strom/**", lambda route: route.abort())
        page.route("**/lage/**", lambda route: route.abort())
        page.evaluate("window.dispatchEvent(new Event('online'))")

    def find_the_net() -> None:
        page.unroute_all()
        page.evaluate("window.dispatchEvent(new Event('online'))")

    moved: dict[str, list] = {}

    def is_of_the_bar(element: str) -> bool:
        return 'id="connection"' in element

    def step(name: str, act: Callable[[], object], seen: Callable[[], object]) -> None:
        page.evaluate("shifts.length = 0")
        act()
        seen()
        page.evaluate("() => new Promise((r) => requestAnimationFrame(() => setTimeout(r, 100)))")
        # The bar at the window's foot may grow or shrink with its own words; nothing else moves.
        found = [one for one in page.evaluate("shifts") if not all(map(is_of_the_bar, one[1]))]
        if sum(value for value, _ in found) >= 0.01:
            moved[name] = found

    fresh = Board.objects.get
    step("clock", lambda: ends(50, True), lambda: expect(page.get_by_role("timer")).to_be_visible())
    step("out", lambda: ends(-1, True), lambda: expect(status).to_contain_text("Tiden är ute."))
    step(
        "pause",
        lambda: facilitation.pause_board(board=fresh()),
        lambda: expect(status).to_have_text("Tavlan är pausad. Det du skriver ligger kvar."),
    )
    step("more time", lambda: ends(600, True), lambda: expect(status).to_be_visible())
    step(
        "resume",
        lambda: facilitation.resume_board(board=fresh()),
        lambda: expect(status).to_be_hidden(),
    )
    step("lost", lose_the_net, lambda: expect(page.locator(weak)).to_be_visible())
    step("back", find_the_net, lambda: expect(page.locator(weak)).to_be_hidden())
    assert page.locator("[data-sealing]").text_content().strip().startswith("Förseglas senast")
    mine(page, "Min egen lapp").get_by_role("button", name="Ta bort").click()
    page.get_by_role("dialog").locator('[value="yes"]').click()
    expect(page.locator(".note.mine")).to_have_count(0)
    page.wait_for_timeout(1_500)
    step(
        "close",
        lambda: sealing.close_board(board=fresh()),
        lambda: expect(status).to_contain_text("Tavlan är stängd."),
    )

    forgive(phone)
    assert moved == {}
    # The bar is as wide as its ground, and nothing tells of a moment that has passed.
    bar, ground = (page.locator(part).first.bounding_box() for part in (".g-bar", ".g-q"))
    assert (bar["x"], bar["width"]) == (ground["x"], ground["width"])
    expect(page.locator("[data-sealing]")).to_contain_text("Förseglad")
    expect(page.get_by_text("Förseglas senast")).to_have_count(0)
    expect(page.get_by_role("timer")).to_be_hidden()
    expect(page.get_by_label(FIELD).first).to_be_hidden()


def test_the_other_language_is_one_tap_away_stays_and_leaves_no_cookie(phone, board):
    page = phone.page
    page.goto(write_page(board) + "#fraga-2")
    field = page.locator("#text-2")
    field.fill("Halvskrivet")

    page.get_by_role("link", name="English").click()

    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(field).to_be_visible()
    expect(field).to_have_value("Halvskrivet")
    expect(page.locator("#fraga-2-h")).to_have_attribute("lang", "sv")
    with page.expect_request("**/lapp/**") as sent:
        field.press("Enter")
    expect(page.locator("#fraga-2 [data-posted]")).to_have_text("The note has been posted.")
    # What the server tells of the page later comes in its language too.
    attachments.change_instructions(board=board, instructions="Skriv en tanke på varje lapp.")
    expect(page.locator("#told summary")).to_have_text("What to do")
    page.get_by_role("link", name="Change group").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert sent.value.url.endswith("?sprak=en")
    assert phone.context.cookies() == []
    page.goto(f"/t/{board.path}/duk/")
    page.mouse.move(200, 200)
    page.get_by_role("link", name="English").click()
    expect(page.get_by_text("Write now")).to_be_visible()
    page.get_by_role("link", name="Svenska").click()
    expect(page.get_by_text("Skriv nu")).to_be_visible()
    assert phone.context.cookies() == []
