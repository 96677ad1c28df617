"""The stream, through the real web process: what arrives, when, and what happens when it cannot."""

import http.client
import json
import time

import pytest
from django.db import connection

from modellkoncept import embedded
from modellkoncept.embedded import redis as embedded_redis
from modellkoncept.embedded.supervisor import Supervisor
from modellkoncept.live import pubsub
from padlet.live import board_cache, projection, tickets
from padlet.models import Board
from padlet.services import facilitation
from tests.padlet.test_note_api import post_note
from tests.site_processes import running_site

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


class Viewer:
    """One open stream, read line by line."""

    def __init__(self, site, ticket: str) -> None:
        self.http_connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
        self.http_connection.request("GET", f"/strom/board/{ticket}")
        self.answer = self.http_connection.getresponse()
        self.status = self.answer.status

    def event(self) -> tuple[str, dict] | None:
        """The next (event, data) but for the signs of life; None when the stream has ended."""
        name = "message"
        while line := self.answer.readline():
            text = line.decode().strip()
            if text.startswith("event:"):
                name = text[6:].strip()
            if text.startswith("data:") and name == "alive":
                name = "message"
            elif text.startswith("data:"):
                return name, json.loads(text[5:])
        return None

    def close(self) -> None:
        self.answer.close()
        self.http_connection.close()


@pytest.fixture
def view():
    """Open streams, closed when the test is over."""
    opened: list[Viewer] = []

    def open_one(site, ticket: str) -> Viewer:
        opened.append(Viewer(site, ticket))
        return opened[-1]

    yield open_one
    for viewer in opened:
        viewer.close()


def ticket_for(board) -> str:
    board_cache.clear()
    return tickets.ticket(board_cache.current_snapshot(board.pk, projection.GUEST))


def put_up(site, box, text: str) -> int:
    given = box.given(text=text)
    http_connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    http_connection.request(
        "POST",
        f"/t/{box.board.path}/lapp/{box.section.pk}/{box.prompt.pk}/{box.breakout}/",
        json.dumps({"pass": given["pass_"], "token": given["token"], "text": text}),
        {"Content-Type": "application/json"},
    )
    status = http_connection.getresponse().status
    http_connection.close()
    return status


def state(site, board) -> dict:
    http_connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    http_connection.request("GET", f"/t/{board.path}/lage/")
    answer = json.loads(http_connection.getresponse().read())
    http_connection.close()
    return answer


def test_sixty_viewers_get_the_same_news_once_and_hold_no_database_connection(
    view, politicians, site
):
    board, before = politicians.board, database_connections()
    viewers = [view(site, ticket_for(board)) for _ in range(60)]
    assert {viewer.status for viewer in viewers} == {200}
    greetings = [viewer.event() for viewer in viewers]
    assert {kind for kind, _ in greetings} == {"hello"}
    assert len(greetings) == 60
    assert {said["version"] for _, said in greetings} == {greetings[0][1]["version"]}

    # The pool has six connections: with one held per viewer nobody could write.
    assert [put_up(site, politicians, f"Lapp {n}") for n in range(5)] == [200] * 5
    news = [viewer.event() for viewer in viewers]

    # Perhaps a tick fell between the five; what it brought is the same for everybody.
    assert len({json.dumps(said, sort_keys=True) for said in news}) == 1
    assert news[0][0] == "message"
    assert 1 <= len(news[0][1]["changed"]) <= 5
    assert database_connections() - before <= 6


def test_the_only_viewer_misses_nothing_that_happened_within_the_tick(view, politicians, site):
    """The page is drawn, a note goes up unheard, and only then the stream begins."""
    board = politicians.board
    Board.objects.filter(pk=board.pk).update(tick_seconds=3)
    shown = state(site, board)  # just after a tick, so that all three fall within one
    assert put_up(site, politicians, "Ohörd") == 200
    viewer = view(site, ticket_for(board))

    assert viewer.event()[1]["version"] == shown["version"]
    assert [note["text"] for note in viewer.event()[1]["changed"]] == ["Ohörd"]


def database_connections() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        return cursor.fetchone()[0]


def test_a_changed_link_shows_old_listeners_out_and_refuses_their_ticket(view, politicians, site):
    board = politicians.board
    old = ticket_for(board)
    viewer = view(site, old)
    viewer.event()
    facilitation.change_link(board=board)

    assert viewer.event() == ("revoked", {})
    assert viewer.event() is None
    assert view(site, old).status == 410
    assert view(site, "x" * 30).status == 404


def test_without_redis_posting_answers_viewers_poll_and_nothing_is_lost(
    view, politicians, tmp_path
):
    own, supervisor = tmp_path / "own-redis", Supervisor()
    own.mkdir()
    program = embedded_redis.program(own, fast=True)
    supervisor.start(program)
    supervisor.wait_for(program)
    board = politicians.board
    try:
        with running_site(tmp_path, worker=False, REDIS_URL=embedded.redis_url(own)) as site:
            viewer = view(site, ticket_for(board))
            viewer.event()

            supervisor.stop()
            assert viewer.event() is None  # the stream ends: its page begins to poll
            assert view(site, ticket_for(board)).status == 503
            started = time.monotonic()
            assert put_up(site, politicians, "Utan Redis") == 200
            assert time.monotonic() - started < 3
            time.sleep(board.tick_seconds)
            assert [note["text"] for note in state(site, board)["notes"]] == ["Utan Redis"]

            supervisor = Supervisor()
            supervisor.start(program)
            supervisor.wait_for(program)
            deadline = time.monotonic() + 15
            while (again := view(site, ticket_for(board))).status != 200:
                assert time.monotonic() < deadline, site.said()
                time.sleep(0.3)
            again.event()
            assert put_up(site, politicians, "Med Redis igen") == 200
            assert [note["text"] for note in again.event()[1]["changed"]] == ["Med Redis igen"]
    finally:
        supervisor.stop()
        embedded.remove_socket_dir(own)


@pytest.mark.django_db
def test_a_bell_that_cannot_ring_is_no_error(settings, monkeypatch, client, politicians):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(pubsub, "_publisher", None)
    started = time.monotonic()

    assert post_note(client, politicians).status_code == 200

    assert time.monotonic() - started < 2
    monkeypatch.setattr(pubsub, "_publisher", None)
