"""A Redis that hangs, which is not one that is away: connections stand, and nobody answers."""

import json
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import redis
from django.conf import settings
from django.test import Client
from django.urls import reverse

from modellkoncept import embedded
from modellkoncept.embedded import redis as embedded_redis
from modellkoncept.embedded.supervisor import Supervisor
from modellkoncept.jobs.background import BackgroundSender
from padlet.models import Note
from tests.factories import UserFactory
from tests.padlet.test_bad_input import ask, send, until_it_listens
from tests.padlet.test_concurrency_and_failures import at_once
from tests.padlet.test_stream import ticket_for
from tests.padlet.test_stream import view as view
from tests.site_processes import Site, running_site

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CSRF = "c" * 32


@dataclass
class Hanging:
    site: Site
    redis_pid: int

    def hang(self) -> None:
        os.kill(self.redis_pid, signal.SIGSTOP)

    def go_on(self) -> None:
        os.kill(self.redis_pid, signal.SIGCONT)


@pytest.fixture
def hanging(tmp_path) -> Iterator[Hanging]:
    """A site with a Redis of its own, which can be stopped as by SIGSTOP."""
    folder, supervisor = tmp_path / "redis", Supervisor()
    folder.mkdir()
    program = embedded_redis.program(folder, fast=True)
    supervisor.start(program)
    supervisor.wait_for(program)
    url = embedded.redis_url(folder)
    with redis.Redis.from_url(url) as client:
        pid = client.info("server")["process_id"]
    try:
        with running_site(tmp_path, worker=False, REDIS_URL=url) as site:
            hanging = Hanging(site, pid)
            yield hanging
            hanging.go_on()
    finally:
        supervisor.stop()
        embedded.remove_socket_dir(folder)


def cookies(user) -> dict[str, str]:
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {
        "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={CSRF}",
        "X-CSRFToken": CSRF,
        "Content-Type": "application/x-www-form-urlencoded",
    }


def timed(step) -> tuple[float, int]:
    began = time.monotonic()
    status = step()[0]
    return time.monotonic() - began, status


def test_every_request_answers_within_a_second_while_redis_hangs(hanging, politicians, people):
    site, board = hanging.site, politicians.board
    leader = cookies(people["strategist"])
    asks = {**leader, "Cookie": f"{settings.CSRF_COOKIE_NAME}={CSRF}"}
    letter = f"email={UserFactory().email}"
    requests = {
        "note": lambda: send(site, politicians),
        "poll": lambda: ask(site, "GET", f"/t/{board.path}/lage/"),
        "health": lambda: ask(site, "GET", "/halsa/"),
        "page": lambda: ask(site, "GET", f"/tavlor/{board.pk}/", **leader),
        "pause": lambda: ask(site, "POST", f"/tavlor/{board.pk}/pausa/", "", **leader),
        "resume": lambda: ask(site, "POST", f"/tavlor/{board.pk}/fortsatt/", "", **leader),
        "document": lambda: ask(
            site, "POST", reverse("padlet:request_documentation", args=[board.pk]), "", **leader
        ),
        "code": lambda: ask(site, "POST", "/logga-in/", letter, **asks),
    }
    for name in ("poll", "page", "code"):  # the first of each makes the process ready
        requests[name]()
    hanging.hang()

    alone = {name: timed(step) for name, step in requests.items()}
    board.refresh_from_db()  # a pause has ended the pass of before
    together = at_once(*[lambda: timed(requests["note"])] * 20)
    reading = at_once(*[lambda: timed(requests["poll"])] * 20)
    asking = at_once(*[lambda: timed(requests["health"])] * 20)

    assert {name: status for name, (_took, status) in alone.items()} == {
        "note": 200, "poll": 200, "health": 503, "page": 200, "pause": 302, "resume": 302,
        "document": 302, "code": 302,
    }  # fmt: skip
    assert [name for name, (took, _status) in alone.items() if took >= 1] == []
    for heard, status in ((together, 200), (reading, 200), (asking, 503)):
        assert [answer for answer in heard if answer[0] >= 1 or answer[1] != status] == []
    assert Note.objects.count() == 21


def test_streams_end_while_redis_hangs_and_what_waited_is_told_afterwards(
    view, hanging, politicians
):
    site = hanging.site
    stream = f"/strom/board/{ticket_for(politicians.board)}"
    assert until_it_listens(site, stream[:-1] + "x") == 404
    viewer = view(site, ticket_for(politicians.board))
    assert viewer.event()[0] == "hello"
    hanging.hang()
    began = time.monotonic()

    assert viewer.event() is None  # so its page polls
    assert time.monotonic() - began < 12
    assert view(site, ticket_for(politicians.board)).status == 503

    assert send(site, politicians, text="Medan den hängde")[0] == 200
    hanging.go_on()
    deadline = time.monotonic() + 15
    while view(site, ticket_for(politicians.board)).status != 200:
        assert time.monotonic() < deadline
        time.sleep(0.3)
    time.sleep(politicians.board.tick_seconds)
    status, told = ask(site, "GET", f"/t/{politicians.board.path}/lage/")
    assert status == 200
    assert [note["text"] for note in json.loads(told)["notes"]] == ["Medan den hängde"]


def test_what_cannot_be_sent_waits_its_turn_and_is_sent_once_when_it_can():
    sender, sent, is_away = BackgroundSender("test"), [], [True]

    def call(word: str) -> None:
        if is_away[0]:
            raise redis.ConnectionError
        sent.append(word)

    for word in ("a", "b", "a"):
        sender.send(word, lambda word=word: call(word))
    assert sender.flush(0.2) is False
    is_away[0] = False

    assert sender.flush(10) is True
    assert sent == ["a", "b"]
