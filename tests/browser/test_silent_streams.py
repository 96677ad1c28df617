"""Streams that fall silent without an error, pages that nobody sees, clocks that are wrong."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from padlet.models import Board
from padlet.services import facilitation
from tests.browser.conftest import Visitor
from tests.browser.flaky_proxy import FlakyProxy, flaky_proxy
from tests.browser.pages import signed_in_cookie
from tests.browser.test_live_updates import WEAK, address, let_it_come_back, put_up, theirs, write
from tests.browser.test_live_updates import board as board
from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

# As when the user goes to another tab, and comes back.
SEE = """(state) => {
  Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
WAKE = {
  "seen again": f"({SEE})('visible')",
  "back from the cache": "dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))",
  "on the net again": "dispatchEvent(new Event('online'))",
}  # fmt: skip


@pytest.fixture
def net(site):
    with flaky_proxy(site.port) as net:
        yield net


@pytest.fixture
def page(phone: Visitor, net: FlakyProxy, board: Board):
    """The politicians' write page, by a net that can fall silent."""
    phone.page.clock.install()
    phone.page.goto(f"{net.url}{address(board)}")
    write(board, "Innan")
    expect(theirs(phone.page)).to_have_count(1)
    yield phone.page
    phone.page.goto("about:blank")
    phone.strangers.clear()  # the net's own address
    phone.complaints.clear()


# --- silence ----------------------------------------------------------------------------------


def test_a_stream_that_falls_silent_is_found_within_forty_seconds_and_the_page_polls(
    page, net, board
):
    net.is_silent = True
    write(board, "Ohörd")
    page.wait_for_timeout(1_500)
    expect(theirs(page)).to_have_count(1)

    page.clock.run_for(40_000)

    expect(theirs(page)).to_have_count(2)
    expect(page.locator("#connection")).to_have_text(WEAK)
    net.is_silent = False
    let_it_come_back(page)
    write(board, "Hörd")
    expect(theirs(page)).to_have_count(3)


def test_behind_a_proxy_that_keeps_all_a_stream_says_the_page_polls_from_the_start(
    phone, net, board
):
    net.is_silent = True
    phone.page.clock.install()
    phone.page.goto(f"{net.url}{address(board)}")
    write(board, "Kom på en fråga")
    page = phone.page
    page.wait_for_timeout(1_500)

    page.clock.run_for(25_000)

    expect(theirs(page)).to_have_count(1)
    expect(page.locator("#connection")).to_have_text(WEAK)
    page.clock.run_for(60_000)
    expect(page.locator("#connection")).to_have_text(WEAK)
    phone.page.goto("about:blank")
    phone.strangers.clear()
    phone.complaints.clear()


def test_a_stream_with_nothing_to_tell_gives_signs_of_life_that_the_page_sees(page, net):
    """For as long as the watchdog waits, in real time: nothing is lost, and nothing is said."""
    begun = net.streams
    page.clock.resume()
    page.wait_for_timeout(33_000)

    expect(page.locator("#connection")).to_be_hidden()
    assert (net.streams, net.open_streams) == (begun, 1)


@pytest.mark.parametrize("wake", WAKE.values(), ids=WAKE.keys())
def test_a_page_that_wakes_asks_at_once(page, net, board, wake):
    """After sleep, on another net: whatever the old stream was, the page does not wait for it."""
    net.is_silent = True
    write(board, "Under sömnen")
    facilitation.pause_board(board=Board.objects.get())
    page.wait_for_timeout(1_500)
    net.is_silent = False

    page.evaluate(wake)

    expect(theirs(page)).to_have_count(2, timeout=5_000)
    expect(page.locator("[data-status]")).to_be_visible()


# --- tabs -------------------------------------------------------------------------------------


def test_a_page_that_nobody_sees_lets_go_of_its_stream_and_asks_when_it_is_seen(page, net, board):
    assert net.open_streams == 1
    page.evaluate(SEE, "hidden")
    wait_for_streams(page, net, 0)
    write(board, "Osedd")
    page.clock.run_for(60_000)
    assert net.open_streams == 0
    expect(theirs(page)).to_have_count(1)

    page.evaluate(SEE, "visible")

    expect(theirs(page)).to_have_count(2)
    wait_for_streams(page, net, 1)
    expect(page.locator("#connection")).to_be_hidden()


def wait_for_streams(page: Page, net: FlakyProxy, count: int) -> None:
    for _ in range(100):
        if net.open_streams == count:
            return
        page.wait_for_timeout(50)
    assert net.open_streams == count


def test_the_eighth_tab_of_a_browser_is_as_live_as_the_first(phone, board):
    """Over HTTP/1.1 a browser has six connections for all its tabs."""
    for _ in range(7):
        page = phone.context.new_page()
        page.goto(address(board))
        page.evaluate(SEE, "hidden")
    phone.page.goto(address(board))
    write(board, "Till den åttonde")

    expect(theirs(phone.page)).to_have_count(1)
    put_up(phone.page, "Från den åttonde")
    expect(phone.page.locator(".note.mine:not(.wait)")).to_have_count(1)


# --- the time ---------------------------------------------------------------------------------

WRONG = """(() => {{
  const right = Date.now;
  Date.now = () => right() + {minutes} * 60000;
  const Right = Date;
  globalThis.Date = class extends Right {{
    constructor(...given) {{ given.length ? super(...given) : super(Right.now()); }}
  }};
}})()"""


@pytest.mark.parametrize("streams", [True, False], ids=["by stream", "by polls"])
@pytest.mark.parametrize("minutes", [7, -7, 600])
@pytest.mark.parametrize("kind", ["phone", "projector", "facilitator"])
def test_a_device_whose_clock_is_wrong_counts_as_the_others_do(
    visitor, board, kind, minutes, streams
):
    facilitation.set_timer(board=Board.objects.get(), minutes=5)
    one = visitor()
    one.context.add_init_script(WRONG.format(minutes=minutes))
    if not streams:
        one.page.route("**/strom/**", lambda route: route.abort())
    where = {
        "phone": address(board),
        "projector": f"/t/{board.path}/duk/",
        "facilitator": f"/tavlor/{board.pk}/",
    }
    if kind == "facilitator":
        sign_in(one)

    one.page.goto(where[kind])

    clock = one.page.locator("[data-clock]:visible [data-clock-left]").first
    expect(clock).to_have_text(re.compile(r"^(5\.00|4\.[45]\d)$"))
    expect(one.page.locator("[data-clock-out]:visible")).to_have_count(0)
    one.complaints.clear()  # of the stream that is not there


def sign_in(one: Visitor) -> None:
    name, value = signed_in_cookie(UserFactory(is_staff=True))
    one.context.add_cookies([{"name": name, "value": value, "url": one.site.url}])


def test_a_time_that_is_out_is_out_also_for_a_slow_clock(visitor, board):
    facilitation.set_timer(board=Board.objects.get(), minutes=1)
    Board.objects.update(ends_at=Board.objects.get().ends_at.replace(year=2020))
    one = visitor()
    one.context.add_init_script(WRONG.format(minutes=-7))

    one.page.goto(address(board))

    expect(one.page.locator("[data-clock-out]")).to_be_visible()
    expect(one.page.locator("[data-clock]")).to_be_hidden()


# --- what browsers lack -------------------------------------------------------------------------

OLD = """
delete AbortSignal.timeout;
delete AbortSignal.any;
delete Array.prototype.at;
delete Array.prototype.toSorted;
delete HTMLFormElement.prototype.requestSubmit;
delete globalThis.structuredClone;
delete Crypto.prototype.randomUUID;
delete Navigator.prototype.locks;
delete globalThis.BroadcastChannel;
Object.defineProperty(Navigator.prototype, "onLine", { get: () => undefined });
"""


@pytest.mark.parametrize("more", ["", "delete globalThis.EventSource;"], ids=["old", "older"])
def test_what_a_browser_lacks_is_not_called_a_lost_net(visitor, board, more):
    one = visitor()
    one.context.add_init_script(OLD + more)
    page = one.page
    page.goto(address(board))

    put_up(page, "Från en gammal telefon")
    expect(page.locator(".note.mine:not(.wait)")).to_have_count(1)
    write(board, "Någon annans")
    expect(theirs(page)).to_have_count(1)
    page.locator("#fraga-1 [data-like]").first.click()

    expect(theirs(page).first).to_contain_text("1 gillar")
    assert page.locator("#connection:visible").count() == 0
    page.goto(f"/t/{board.path}/duk/")
    expect(page.locator("[data-note]:visible")).to_have_count(2)


# --- who listens in her own name ----------------------------------------------------------------


def test_who_is_signed_out_is_told_so_and_not_that_the_net_is_weak(visitor, board):
    one = visitor()
    sign_in(one)
    one.page.goto(f"/tavlor/{board.pk}/")
    write(board, "Innan")
    expect(one.page.locator("[data-note]")).to_have_count(1)

    Session.objects.all().delete()

    expect(one.page.locator("#connection")).to_have_text(
        "Du är utloggad. Logga in igen för att följa tavlan.", timeout=40_000
    )
    write(board, "Efteråt")
    one.page.wait_for_timeout(2_000)
    expect(one.page.locator("[data-note]")).to_have_count(1)
    one.complaints.clear()
