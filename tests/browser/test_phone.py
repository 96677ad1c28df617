"""A guest's phone: joining, scribe, hints, clock, dots, "klara", and what the phone keeps."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Error, expect

from padlet import services
from padlet.models import Board, Note
from padlet.services import MOST_NOTES
from padlet.services.changes import changed
from padlet.wording import STANDARD_PROMPTS
from tests.browser.conftest import Visitor
from tests.factories import MeetingFactory
from tests.padlet.conftest import Box
from tests.padlet.test_paper import LINES

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

FIELD = "Skriv en lapp"


@pytest.fixture
def board(transactional_db) -> Board:
    draft = services.create_board(meeting=MeetingFactory(), title="Prova", prompts=STANDARD_PROMPTS)
    pol, chef, strat = draft.sections.values_list("pk", flat=True)
    sizes = {pol: [8], chef: [4], strat: [5, 4, 5]}
    return services.open_board(board=draft, group_sizes=sizes, dots_each=2, tick_seconds=1)


def write_page(board: Board, role_group: str = "pol", breakout: int = 0) -> str:
    section = board.sections.get(role_group=role_group)
    return f"/t/{board.path}/skriv/{section.pk}/{breakout}/"


def box(board: Board, role_group: str) -> Box:
    section = board.sections.get(role_group=role_group)
    return Box(board, section, board.prompts.first(), breakout=len(section.group_sizes) > 1)


def put_up(page, text: str) -> None:
    page.get_by_label(FIELD).first.fill(text)
    page.keyboard.press("Enter")


def field_of(page):
    return page.get_by_label(FIELD).first


def mine(page, text: str):
    return page.locator(".note.mine", has_text=text)


def texts() -> list[str]:
    return sorted(Note.objects.values_list("text", flat=True))


def end_in(board: Board, seconds: float) -> None:
    Board.objects.filter(pk=board.pk).update(ends_at=timezone.now() + timedelta(seconds=seconds))
    changed(board)


def forgive(phone: Visitor) -> None:
    """The browser itself complains about a lost net and about each answer that is no success."""
    phone.complaints.clear()


# --- joining ----------------------------------------------------------------------------------


def test_the_code_leads_from_the_short_page_to_the_groups(phone, board):
    phone.page.goto("/t/")
    phone.page.get_by_label("Kod").fill("fel")
    phone.page.keyboard.press("Enter")
    expect(phone.page.get_by_role("alert")).to_be_visible()
    expect(phone.page.get_by_label("Kod")).to_be_focused()

    phone.page.get_by_label("Kod").fill(f"{board.code[:3]} {board.code[3:]}".lower())
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
    put_up(phone.page, "Vi som är två")
    expect(mine(phone.page, "Vi som är två")).to_be_visible()

    phone.page.goto(f"/t/{board.path}/")

    expect(again.get_by_role("link")).to_have_count(1)
    again.get_by_role("link", name="grupp 2").click()
    expect(mine(phone.page, "Vi som är två")).to_be_visible()
    # Another board knows nothing of it.
    other = services.create_board(meeting=MeetingFactory(), title="En till", prompts=["Hur?"])
    services.open_board(board=other, group_sizes={s.pk: [9] for s in other.sections.all()})
    phone.page.goto(f"/t/{other.path}/")
    expect(again).to_be_hidden()


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
          const { personalIn } = await import('/static/js/board/hint.js');
          return Object.fromEntries(all.map((text) => [text, personalIn(text)]));
        }""",
        list(PERSONAL),
    )

    assert found == PERSONAL


def test_the_writer_hears_of_personal_data_before_anything_is_sent(phone, board):
    phone.page.goto(write_page(board))
    put_up(phone.page, "Fråga anna.ek@granvik.se")
    hint = phone.page.get_by_role("group", name="Det ser ut att stå en e-postadress här.")
    expect(hint).to_be_visible()
    expect(hint.get_by_role("button", name="Ändra")).to_be_focused()
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
    mine(phone.page, "Fråga").get_by_role("button", name="Ändra").click()
    phone.page.get_by_label("Ändra lappen").fill("Ring 070-123 45 67")
    phone.page.get_by_role("button", name="Spara").click()
    expect(phone.page.get_by_role("group", name="ett telefonnummer")).to_be_visible()
    assert texts() == ["Fråga anna.ek@granvik.se"]
    phone.page.get_by_role("button", name="Sätt upp ändå").click()
    expect(mine(phone.page, "Ring 070-123 45 67")).to_be_visible()


# --- the scribe -------------------------------------------------------------------------------


def test_marks_at_the_start_of_a_line_go_and_the_words_stay(phone):
    phone.page.goto("/t/")

    found = phone.page.evaluate(
        """async (all) => {
          const { linesOf } = await import('/static/js/board/lines.js');
          return Object.fromEntries(all.map((text) => [text, linesOf(text)]));
        }""",
        list(LINES),
    )

    assert found == LINES


def be_scribe(page) -> None:
    page.get_by_role("switch", name="Jag skriver för gruppen").check()
    expect(page.get_by_text("för dem är du inte anonym")).to_be_visible()


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
    expect(look.get_by_text("1 tecken för mycket")).to_be_visible()
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
            said = {"error": "pace", "sentence": "Gruppen skriver fort. Lappen går iväg strax."}
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
        for number in range(MOST_NOTES)
    )
    phone.page.goto(write_page(board))
    put_up(phone.page, "Ryms jag?")
    expect(phone.page.get_by_text("Tavlan är full.")).to_be_visible()
    expect(phone.page.get_by_role("button", name="Ta tillbaka texten")).to_be_visible()

    Note.objects.first().delete()

    expect(mine(phone.page, "Ryms jag?")).to_be_visible(timeout=20_000)
    assert Note.objects.filter(text="Ryms jag?").count() == 1
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
    expect(status).to_contain_text("går upp om ni får mer tid", timeout=10_000)
    expect(page.get_by_text("Öppen nu")).to_be_hidden()
    expect(announced).to_have_text("Tiden är ute. Det du har skrivit ligger kvar.")
    expect(page.get_by_role("timer")).to_be_hidden()

    page.keyboard.press("Enter")
    expect(page.locator(".note.wait")).to_contain_text("Tiden är ute.")
    page.wait_for_timeout(1500)
    assert Note.objects.count() == 0
    services.give_time(board=Board.objects.get(), minutes=2)

    expect(mine(page, "Halvskriven när tiden tog slut")).to_be_visible()
    expect(status).to_be_hidden()
    expect(page.get_by_text("Öppen nu")).to_be_visible()
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


# --- klara ------------------------------------------------------------------------------------


def test_two_phones_of_a_group_agree_that_it_is_done_and_another_group_is_not(
    phone, visitor, board
):
    second, other = visitor(), visitor()
    phone.page.goto(write_page(board, "strat", 2))
    second.page.goto(write_page(board, "strat", 2))
    other.page.goto(write_page(board, "strat", 3))

    phone.page.get_by_role("button", name="Vi är klara").click()

    for one in (phone, second):
        expect(one.page.get_by_text("Er grupp är klar.").last).to_be_visible()
        expect(one.page.get_by_role("button", name="Vi är klara")).to_have_attribute(
            "aria-pressed", "true"
        )
    assert board.sections.get(role_group="strat").done_groups == [2]
    expect(other.page.locator("[data-done-words]")).to_be_hidden()
    second.page.get_by_role("button", name="Vi är klara").click()
    expect(phone.page.locator("[data-done-words]")).to_be_hidden()
    assert board.sections.get(role_group="strat").done_groups == []


# --- likes and dots ---------------------------------------------------------------------------


def test_a_like_is_remembered_so_that_a_reload_does_not_like_twice(phone, board):
    note = box(board, "pol").write(text="Vi delar en strateg")
    phone.page.goto(write_page(board))
    phone.page.get_by_role("button", name="Håller med").click()
    expect(phone.page.get_by_role("button", name="Du håller med")).to_be_disabled()

    phone.page.reload()

    expect(phone.page.get_by_role("button", name="Du håller med")).to_be_disabled()
    note.refresh_from_db()
    assert note.likes == 1


def test_dots_go_to_notes_of_all_groups_and_no_further_than_they_last(phone, board):
    theirs = box(board, "chef").write(text="Chefernas lapp")
    ours = box(board, "pol").write(text="Politikernas lapp")
    phone.page.goto(write_page(board))
    phone.page.get_by_role("link", name="Prickar").click()
    part = phone.page.get_by_role("region", name="Sätt prickar på det viktigaste")
    expect(part.get_by_text("Du har 2 prickar kvar.")).to_be_visible()
    expect(part.get_by_text("en överenskommelse och inget lås")).to_be_visible()

    part.get_by_role("button", name="Chefernas lapp").click()
    expect(part.get_by_text("1 prick, varav 1 från dig")).to_be_visible()
    expect(part.get_by_role("button", name="Chefernas lapp")).to_be_focused()
    with phone.page.expect_response("**/prick/**"):
        part.get_by_role("button", name="Chefernas lapp").click()
    expect(part.get_by_text("2 prickar, varav 2 från dig")).to_be_visible()
    expect(part.get_by_text("Du har 0 prickar kvar.")).to_be_visible()
    phone.page.reload()
    expect(part.get_by_text("Du har 0 prickar kvar.")).to_be_visible()
    part.get_by_role("button", name="Politikernas lapp").click(force=True)
    expect(phone.page.locator("[data-notice]")).to_have_text("Du har inga prickar kvar.")

    theirs.refresh_from_db()
    ours.refresh_from_db()
    assert (theirs.dots, ours.dots) == (2, 0)


def test_a_dot_on_its_way_when_the_page_leaves_counts_as_put(phone, board):
    box(board, "pol").write(text="Politikernas lapp")
    phone.page.goto(write_page(board) + "#prickar")
    phone.page.route("**/prick/**", lambda route: None)  # no answer
    phone.page.get_by_role("button", name="Politikernas lapp").click()

    phone.page.reload()

    expect(phone.page.locator("[data-dots-left]", has_text="Du har 1 prick kvar.")).to_be_visible()


def test_a_board_without_dots_has_no_place_to_put_them(phone, board):
    Board.objects.filter(pk=board.pk).update(dots_each=0)
    changed(board)
    phone.page.goto(write_page(board))

    expect(phone.page.get_by_role("link", name="Fråga 1")).to_be_visible()
    expect(phone.page.get_by_role("link", name="Prickar")).to_have_count(0)


def test_forgetting_takes_notes_likes_dots_and_drafts_of_this_board_only(phone, board):
    box(board, "pol").write(text="Vi delar en strateg")
    phone.page.goto(write_page(board))
    put_up(phone.page, "Min")
    expect(mine(phone.page, "Min")).to_be_visible()
    phone.page.get_by_role("button", name="Håller med").first.click()
    phone.page.get_by_role("link", name="Prickar").click()
    phone.page.get_by_role("button", name="Vi delar en strateg").click()
    expect(phone.page.locator("[data-dots-left]", has_text="Du har 1 prick kvar.")).to_be_visible()
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
    phone.page.get_by_role("link", name="Prickar").click()
    expect(phone.page.get_by_text("Du har 2 prickar kvar.")).to_be_visible()


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
    services.freeze_board(board=board)
    expect(page.get_by_text("Tavlan är fryst.").first).to_be_visible()
    put_up(page, "Hann inte fram")
    waiting = page.locator(".note.wait")
    expect(waiting).to_contain_text("Tavlan är fryst.")
    phone.context.set_offline(True)
    services.close_board(board=board)
    end_in(board, -60)
    phone.context.set_offline(False)

    if reloads:
        page.goto(write_page(board))

    expect(waiting).to_contain_text("Tavlan är stängd. Det går inte att skriva längre.")
    expect(page.get_by_text("Tavlan är pausad.")).to_have_count(0)
    expect(page.locator("[data-status]")).to_have_text(
        "Tavlan är stängd. Det går inte att skriva längre."
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
    change = mine(page, "Min").get_by_role("button", name="Ändra")
    expect(change).to_be_visible()

    end_in(board, -1)
    expect(status).to_contain_text("Tiden är ute.")
    expect(page.get_by_text("Öppen nu")).to_be_hidden()
    expect(form.get_by_role("button", name="Spara tills tavlan tar emot")).to_be_visible()
    expect(change).to_be_hidden()
    services.pause_board(board=board)
    expect(status).to_have_text("Tavlan är pausad. Det du skriver ligger kvar.")
    expect(page.get_by_text("Tiden är ute", exact=True)).to_be_hidden()
    page.reload()
    expect(status).to_have_text("Tavlan är pausad. Det du skriver ligger kvar.")
    put_up(page, "Sparad så länge")
    expect(page.locator(".note.wait")).to_contain_text("Tavlan är pausad.")
    expect(change).to_be_hidden()
    Board.objects.filter(pk=board.pk).update(ends_at=None)
    services.resume_board(board=Board.objects.get())

    expect(mine(page, "Sparad så länge")).to_be_visible()
    expect(status).to_be_hidden()
    expect(page.get_by_text("Öppen nu")).to_be_visible()
    expect(form.get_by_role("button", name="Sätt upp lappen")).to_be_visible()
    expect(change).to_be_visible()


def test_the_scribe_hears_of_personal_data_before_the_lines_go_up(phone, board):
    page = phone.page
    page.goto(write_page(board))
    be_scribe(page)
    field_of(page).fill("ett\nanna@granvik.se\ntre")
    page.keyboard.press("Enter")
    put = page.get_by_role("button", name="Sätt upp 3 lappar")
    hint = page.get_by_role("group", name="1 rad kan innehålla personuppgifter.")

    put.click()
    expect(hint.get_by_role("button", name="Ändra")).to_be_focused()
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


def test_a_closed_board_leaves_nothing_on_the_phone(phone, board):
    box(board, "pol").write(text="Vi delar en strateg")
    phone.page.goto(write_page(board))
    put_up(phone.page, "Min")
    expect(mine(phone.page, "Min")).to_be_visible()
    phone.page.get_by_role("button", name="Håller med").first.click()
    expect(phone.page.get_by_role("button", name="Du håller med")).to_be_visible()

    services.close_board(board=board)

    expect(phone.page.get_by_text("Tavlan är stängd.").first).to_be_visible()
    assert phone.page.evaluate("localStorage.length") == 0
