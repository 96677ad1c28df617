"""One grid of ticks for all processes, through real web processes side by side (TRUST: C6)."""

import json
import re
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.db import connection

from modellkoncept.live import ticks
from padlet.models import Board, Note
from tests.padlet.test_bad_input import ask, send
from tests.padlet.test_data_folder import signed_in
from tests.site_processes import Site, running_site

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TICK = 3.0
FORGIVEN = 0.5  # seconds after a tick, in which a reading that was late is still taken as of it
BUSY = 0.05  # seconds that a short sleep takes longer where readings come late, and later each time
NOTE = re.compile(r"lapp-[0-9a-f]{8}")


@pytest.fixture(scope="module")
def sites(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[list[Site]]:
    """Two web processes on one database."""
    with django_db_blocker.unblock(), ExitStack() as stack:
        folders = [tmp_path_factory.mktemp(name) for name in ("first", "second")]
        yield [stack.enter_context(running_site(folder, worker=False)) for folder in folders]


@pytest.fixture
def box(politicians):
    Board.objects.filter(pk=politicians.board.pk).update(tick_seconds=TICK)
    return politicians


def texts(site: Site, box) -> set[str]:
    status, told = ask(site, "GET", f"/t/{box.board.path}/lage/")
    assert status == 200
    return {note["text"] for note in json.loads(told)["notes"]}


def wait_until(seconds: float) -> float:
    """Wait until so many seconds after the next tick; that tick."""
    due = ticks.next_tick(TICK)
    time.sleep(due + seconds - time.time())
    return due


def test_polls_at_two_processes_tell_no_order_within_a_tick(sites, box):
    """Each between two posts: A in one, A and B in the other, all three in the first again."""
    first, second = sites
    known = texts(first, box) | texts(second, box)
    judged = 0
    for turn in range(12):
        due = wait_until(0.6)
        seen = []
        for number, site in enumerate((first, second, first)):
            assert send(first, box, text=f"{turn}-{number}")[0] == 200
            seen.append(texts(site, box))
        if time.time() < due + TICK:  # else the machine was too busy for all to fall in one tick
            assert seen == [known] * 3
            judged += 1
        known |= {f"{turn}-{number}" for number in range(3)}
        if judged == 3:
            break
    assert judged


def test_exports_by_two_people_at_two_processes_tell_no_order_within_a_tick(sites, box, people):
    """Each fetches files while notes come: all notes of a tick come at once, in order of lots."""
    cookies = {"staff": signed_in(people["staff"]), "strategist": signed_in(people["strategist"])}
    asks = list(zip(sites, cookies.values(), strict=True))
    arrived: dict[str, int] = {}  # by the note, the tick in which a file first held it
    written: list[str] = []

    def fetch(turn: int) -> list[str]:
        site, cookie = asks[turn % 2]
        form = ("json", "csv", "md")[turn % 3]
        begun = time.time()
        status, told = ask(
            site,
            "GET",
            f"/tavlor/{box.board.pk}/export/{form}/",
            Cookie=f"sessionid={cookie}",
        )
        assert status == 200
        if ticks.number_of(begun, TICK) == ticks.number_of(time.time(), TICK):
            for text in set(NOTE.findall(told)) - arrived.keys():
                arrived[text] = ticks.number_of(begun, TICK)
        return NOTE.findall(told)

    for site, cookie in asks:
        ask(site, "GET", f"/tavlor/{box.board.pk}/export/json/", Cookie=f"sessionid={cookie}")
    posted: dict[str, int] = {}
    busy: set[int] = set()  # ticks in which the machine had no time to read when it should
    for turn in range(40):
        text = f"lapp-{secrets.token_hex(4)}"
        begun = time.time()
        assert send(sites[turn % 2], box, text=text)[0] == 200
        if begun % TICK > FORGIVEN:
            posted[text] = ticks.number_of(begun, TICK)
        written.append(text)
        fetch(turn)
        slept = time.time()
        time.sleep(0.3)
        if time.time() - slept > 0.3 + BUSY:
            now = ticks.number_of(slept, TICK)
            busy |= {now, now + 1}
    wait_until(0.5)
    orders = {form: tuple(fetch(form)) for form in range(6)}

    # No file held a note in the tick in which it was written.
    judged = {text: tick for text, tick in posted.items() if tick not in busy}
    assert [text for text, tick in judged.items() if tick == arrived.get(text)] == []
    assert len(set(orders.values())) == 1
    assert set(orders[0]) == set(written)
    assert list(orders[0]) != written
    rows = [note.text for note in Note.objects.order_by("sort_key")]
    assert list(orders[0]) != rows


def test_a_process_that_reads_for_the_first_time_tells_nothing_of_the_tick_that_is_going_on(
    sites, request
):
    """The first poll waits for the tick, and tells of it with all that came before."""
    due = wait_until(0.3) + TICK
    box = request.getfixturevalue("box")  # opened within the tick: nobody has read it
    first, second = sites
    answers: dict[str, tuple[set[str], float]] = {}

    def poll(name: str, site: Site) -> None:
        told = texts(site, box)
        answers[name] = (told, time.time())

    assert send(first, box, text="A")[0] == 200
    polls = [threading.Thread(target=poll, args=each) for each in (("1", first), ("2", second))]
    polls[0].start()
    time.sleep(0.3)
    assert send(first, box, text="B")[0] == 200
    polls[1].start()
    time.sleep(0.3)
    assert send(first, box, text="C")[0] == 200
    for thread in polls:
        thread.join()

    assert {name: told for name, (told, _at) in answers.items()} == {
        "1": {"A", "B", "C"},
        "2": {"A", "B", "C"},
    }
    assert all(due <= at < due + 1 for _told, at in answers.values())


def test_many_who_wait_for_a_tick_hold_neither_a_connection_nor_those_who_write(sites, request):
    wait_until(0.2)
    box = request.getfixturevalue("box")
    before = connections_to_the_database()
    polls = [threading.Thread(target=texts, args=(sites[0], box)) for _ in range(40)]
    for thread in polls:
        thread.start()
    time.sleep(0.3)
    began = time.monotonic()
    assert send(sites[0], box, text="Medan de väntar")[0] == 200

    assert time.monotonic() - began < 1
    assert connections_to_the_database() - before <= 6
    for thread in polls:
        thread.join()


def connections_to_the_database() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize("page", ["", "duk/", "skriv/{section}/0/", "lage/"])
def test_no_page_of_a_guest_reads_between_two_ticks(sites, request, page):
    """Also a page, and not only what it polls, and also the first that a process makes."""
    wait_until(0.3)
    box = request.getfixturevalue("box")
    path = f"/t/{box.board.path}/{page.format(section=box.section.pk)}"
    due = ticks.next_tick(TICK)
    assert send(sites[0], box, text="Taktens")[0] == 200

    status, told = ask(sites[1], "GET", path)

    assert status == 200
    assert "Taktens" not in told or time.time() >= due


def test_what_is_posted_is_there_at_the_next_tick(sites, box):
    assert texts(sites[0], box) == set()
    due = wait_until(1.0) + TICK
    assert send(sites[1], box, text="I tid")[0] == 200
    time.sleep(due + 0.4 - time.time())

    assert texts(sites[0], box) == {"I tid"}
