"""One's own notes on the phone, after a reload, while nobody else is shown them."""

import pytest
from playwright.sync_api import Route, expect

from padlet.models import Board, Note
from padlet.services import boards, facilitation
from padlet.texts.prompt_wording import STANDARD_PROMPTS
from tests.browser.conftest import Visitor
from tests.factories import MeetingFactory

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TEXT = "Vi behöver en gemensam bild"


def written_and_reloaded(phone: Visitor, *, reloads: bool = True, **how: object):
    draft = boards.create_board(meeting=MeetingFactory(), title="Prova", prompts=STANDARD_PROMPTS)
    sizes = {section.pk: [8] for section in draft.sections.all()}
    board = boards.open_board(board=draft, breakout_sizes=sizes, tick_seconds=1, **how)
    page = phone.page
    page.goto(f"/t/{board.path}/skriv/{board.sections.get(role_group='pol').pk}/0/")
    page.get_by_label("Skriv en lapp").first.fill(TEXT)
    page.keyboard.press("Enter")
    expect(page.locator(".note.mine [data-text]")).to_have_text(TEXT)
    if reloads:
        page.reload()
    return page


@pytest.mark.parametrize("how", [{"mode": "gather"}, {"approves": True}])
def test_after_a_reload_the_author_reads_and_changes_what_nobody_is_shown(
    phone, transactional_db, how
):
    page = written_and_reloaded(phone, **how)

    mine = page.locator(".note.mine")
    expect(mine.locator("[data-text]")).to_have_text(TEXT)
    mine.get_by_role("button", name="Redigera").click()
    expect(page.get_by_label("Redigera lappen")).to_have_value(TEXT)
    page.get_by_label("Redigera lappen").fill(f"{TEXT} av målen")
    page.get_by_role("button", name="Spara").click()
    expect(mine.locator("[data-text]")).to_have_text(f"{TEXT} av målen")

    assert Note.objects.get().text == f"{TEXT} av målen"
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert kept.count(TEXT) == 0
    assert kept.count(str(Note.objects.get().public_id)) == 1


def test_the_question_carries_no_cookie_and_is_asked_once_for_each_note(phone, transactional_db):
    page = written_and_reloaded(phone, reloads=False, mode="gather")
    phone.context.add_cookies([{"name": "sessionid", "value": "x" * 32, "url": phone.site.url}])
    asked = []
    page.on("request", lambda one: "/egen/" in one.url and asked.append(one.all_headers()))

    page.reload()
    expect(page.locator(".note.mine [data-text]")).to_have_text(TEXT)
    facilitation.pause_board(board=Board.objects.get())
    expect(page.locator("[data-status]")).to_be_visible()

    assert len(asked) == 1
    assert {"cookie", "referer"} & set(asked[0]) == set()


def test_the_text_is_there_also_while_the_board_rests(phone, transactional_db):
    page = written_and_reloaded(phone, reloads=False, mode="gather")
    facilitation.pause_board(board=Board.objects.get())
    expect(page.locator("[data-status]")).to_be_visible()

    page.reload()

    expect(page.locator(".note.mine [data-text]")).to_have_text(TEXT)


LATER = "Lappen är mottagen. Texten kommer hit när nätet svarar."
WAITS = "Lappen är mottagen. Servern hinner inte med just nu. Texten kommer hit om en stund."
NEVER = "Lappen är mottagen, men vi kan inte visa texten här. Ladda om sidan."
GONE = "Länken gäller inte längre."


def refused(status: int, error: str, **headers: str):
    def answer(route: Route) -> None:
        route.fulfill(status=status, json={"error": error, "sentence": GONE}, headers=headers)

    return answer


def asked_for(page) -> list[str]:
    """The questions for a text, as they come."""
    asked: list[str] = []
    page.on("request", lambda one: "/egen/" in one.url and asked.append(one.url))
    return asked


@pytest.mark.parametrize(
    ("lose", "says"),
    [(lambda route: route.abort(), LATER), (refused(503, "storage"), WAITS)],
    ids=["no net", "not now"],
)
def test_without_the_text_the_note_says_that_it_is_received_and_asks_again_later(
    phone, transactional_db, lose, says
):
    page = written_and_reloaded(phone, reloads=False, mode="gather")
    page.route("**/egen/**", lose)
    page.reload()
    text = page.locator(".note.mine [data-text]")
    expect(text).to_have_text(says)

    page.unroute("**/egen/**")

    expect(text).to_have_text(TEXT, timeout=10_000)
    phone.complaints.clear()  # the browser itself complains about a lost net


def test_a_server_that_asks_for_patience_is_asked_again_no_sooner(phone, transactional_db):
    page = written_and_reloaded(phone, reloads=False, mode="gather")
    page.clock.install()
    page.route("**/egen/**", refused(429, "pace", **{"Retry-After": "40"}))
    asked = asked_for(page)
    page.reload()
    text = page.locator(".note.mine [data-text]")
    expect(text).to_have_text(WAITS)
    page.unroute("**/egen/**")

    page.clock.run_for(30_000)
    page.wait_for_timeout(100)
    assert len(asked) == 1
    page.clock.run_for(12_000)

    expect(text).to_have_text(TEXT)
    assert len(asked) == 2
    phone.complaints.clear()  # the browser notes that the answer was 429


@pytest.mark.parametrize(
    ("status", "error", "says"), [(404, "gone", GONE), (403, "pass", NEVER), (410, "closed", GONE)]
)
def test_what_can_never_be_had_is_not_asked_for_again(phone, transactional_db, status, error, says):
    page = written_and_reloaded(phone, reloads=False, mode="gather")
    page.clock.install()
    page.route("**/egen/**", refused(status, error))
    asked = asked_for(page)

    page.reload()
    expect(page.locator(".note.mine [data-text]")).to_have_text(says)
    page.clock.run_for(60_000)
    page.wait_for_timeout(100)

    assert len(asked) == 1
    phone.complaints.clear()  # the browser notes that the answer was none


def test_each_wait_is_longer_than_the_last_up_to_a_ceiling(phone, transactional_db, board):
    phone.page.goto(f"/t/{board.path}/")

    waits, asked = phone.page.evaluate(
        """async () => {
          const { newBackoff } = await import("/static/js/padlet/backoff.js");
          const one = newBackoff();
          const waits = [1, 2, 3, 4, 5].map(() => Math.floor(one.next() / 1000));
          one.obey(new Response(null, { headers: { "Retry-After": "86400" } }));
          return [waits, Math.floor(one.next() / 1000)];
        }"""
    )

    assert waits == [2, 4, 8, 15, 15]
    assert asked == 300


def test_forgotten_notes_are_not_asked_for(phone, transactional_db):
    page = written_and_reloaded(phone, reloads=False, mode="gather")
    page.get_by_label("Skriv en lapp").first.fill("En lapp till")
    page.keyboard.press("Enter")
    expect(page.locator(".note.mine [data-text]")).to_have_count(2)
    expect(page.locator("[data-announce]")).to_have_text("Lappen sitter uppe.")
    held: list[Route] = []
    page.route("**/egen/**", lambda route: held.append(route))
    with page.expect_request("**/egen/**"):
        page.reload()

    page.get_by_role("button", name="Glöm mina lappar").click()
    page.get_by_role("dialog").locator('[value="yes"]').click()
    expect(page.locator(".note.mine")).to_have_count(0)
    with page.expect_response("**/egen/**"):
        held[0].continue_()
    page.wait_for_timeout(1000)

    assert len(held) == 1


def test_a_note_that_the_leader_has_removed_says_so(phone, transactional_db):
    page = written_and_reloaded(phone, reloads=False, mode="gather")
    Note.objects.all().delete()

    page.reload()

    expect(page.locator(".note.mine [data-text]")).to_have_text("Lappen finns inte längre.")
    phone.complaints.clear()  # the browser notes that the answer was 404
