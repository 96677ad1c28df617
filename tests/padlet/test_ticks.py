"""One grid of ticks for all processes, through real web processes side by side (TRUST: C6)."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.db import connection

from modellkoncept.live import ticks
from padlet.models import Board
from tests.padlet.test_bad_input import ask, send
from tests.site_processes import Site, running_site

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TICK = 3.0


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
