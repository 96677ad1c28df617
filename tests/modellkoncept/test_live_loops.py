"""What reads, hears and asks beside the requests goes on, whatever one turn of it raises."""

import asyncio
import os
import sys
import threading
import time
from contextlib import suppress

import pytest
from django.db import InterfaceError, OperationalError

from modellkoncept.jobs import background
from modellkoncept.jobs.background import BackgroundSender
from modellkoncept.live import grid_reader, hub, loops
from modellkoncept.live.grid_reader import GridReader
from modellkoncept.live.hub import Channel, Hub
from modellkoncept.live.loops import Loops
from modellkoncept.live.source import Ticket
from modellkoncept.live.stream import Stream

ODD = [InterfaceError("the connection is closed"), ZeroDivisionError("a text"), KeyError(1)]


# --- the thread that reads at the ticks ------------------------------------------------------


@pytest.fixture
def quick(monkeypatch):
    for module in (grid_reader, loops):
        monkeypatch.setattr(module, "AGAIN_AFTER", 0.01)


@pytest.fixture
def reader():
    """What begins a reader with these two, and ends it after the test."""
    begun = []

    def begin(read, find) -> GridReader:
        begun.append(GridReader(read, find))
        begun[0].start()
        return begun[0]

    yield begin
    begun[0].stop()


def read(_keys, due, _misses) -> bool:
    time.sleep(max(0, due - time.time()))
    return True


@pytest.mark.parametrize("error", ODD, ids=lambda error: type(error).__name__)
def test_the_reading_goes_on_after_a_look_up_that_failed(quick, reader, error):
    asked = []

    def find(_keys):
        asked.append(1)
        if len(asked) == 1:
            raise error
        return {}

    reads = reader(read, find)

    reads.wait({1: 1.0}, lambda: False)  # raises when it is never read


@pytest.mark.parametrize("error", ODD, ids=lambda error: type(error).__name__)
def test_the_reading_goes_on_after_a_turn_that_failed(quick, reader, error, monkeypatch):
    """Who waits is told of the failure, and the next who asks gets what there is."""
    failing = [error]

    def odd_floor(moment):
        if failing:
            raise failing.pop()
        return int(moment)

    monkeypatch.setattr(grid_reader, "floor", odd_floor)
    reads = reader(read, lambda _keys: {})

    with suppress(OperationalError):
        reads.wait({1: 1.0}, lambda: False)
    assert failing == []
    reads.wait({1: 1.0}, lambda: False)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_died_all_the_same_is_replaced(quick, reader):
    dying = [SystemExit()]

    def dies_once(keys, due, misses) -> bool:
        if dying:
            raise dying.pop()
        return read(keys, due, misses)

    reads = reader(dies_once, lambda _keys: {})
    reads.expect(1, 1.0)
    while threading.active_count() and any(
        thread.name == "grid-reader" for thread in threading.enumerate()
    ):
        time.sleep(0.02)

    reads.wait({1: 1.0}, lambda: False)


# --- the loops of the hub --------------------------------------------------------------------


class Failing:
    """A source whose every answer is an odd exception, until it is told to `answer`."""

    topic = "failing"

    def __init__(self) -> None:
        self.asked, self.answers = 0, False

    def _ask(self):
        self.asked += 1
        if not self.answers:
            raise ZeroDivisionError("a text")

    def expect(self, _key):
        self._ask()

    def load(self, _key, _audience):
        self._ask()

    def still_allowed(self, tickets):
        self._ask()
        return tickets


class Sent(list):
    async def __call__(self, message):
        self.append(message["body"])


def a_stream(source, holder=None) -> tuple[Hub, Stream, Sent]:
    live, sent = Hub(), Sent()
    stream = Stream(sent, Ticket(1, "guest", "tag", holder))
    live.channels["failing", 1, "guest"] = Channel(source, 1, "guest", None, {stream})
    return live, stream, sent


async def run_for_a_moment(live: Hub, turn) -> None:
    live.loops.repeat(turn)
    await asyncio.sleep(0.3)
    await live.loops.stop()


def test_signs_of_life_go_on_when_a_source_fails(quick, monkeypatch):
    monkeypatch.setattr(hub, "SILENCE", 0.01)
    live, stream, sent = a_stream(source := Failing())

    asyncio.run(run_for_a_moment(live, live._send_keepalive))  # noqa: SLF001 – without the long pause of a running hub

    assert len(sent) > 3
    assert source.asked > 3
    assert not stream.over.is_set()


def test_rights_are_asked_for_again_after_a_source_failed(quick, monkeypatch):
    """And who cannot be asked about listens no more."""
    monkeypatch.setattr(hub, "RIGHTS_HOLD", 0.01)
    source = Failing()
    monkeypatch.setattr(hub, "sources", [source])
    live, stream, sent = a_stream(source, holder="somebody")

    asyncio.run(run_for_a_moment(live, live._check_rights))  # noqa: SLF001 – as above

    assert source.asked > 3
    assert stream.over.is_set()
    assert sent[0] == b"event: revoked\ndata: {}\n\n"


def test_a_broadcast_that_fails_ends_the_streams_so_that_the_pages_poll():
    live, stream, _sent = a_stream(Failing())
    [channel] = live.channels.values()

    asyncio.run(live._broadcast(channel))  # noqa: SLF001 – without Redis

    assert stream.over.is_set()
    assert not channel.broadcasting


@pytest.mark.parametrize("message", [b"failing 1", b"failing x", b"\xff\xff 1", b""])
def test_a_message_that_cannot_be_taken_does_not_end_the_listening(monkeypatch, message):
    monkeypatch.setattr(hub, "sources", {"failing": Failing()})
    live, stream, _sent = a_stream(Failing())

    live._hear(message)  # noqa: SLF001 – without Redis

    assert not stream.over.is_set()


class Gone:
    """A source whose thing is not there any more."""

    def verify_ticket(self, _ticket):
        return Ticket(1, "guest", "tag", None)

    def load(self, _key, _audience):
        return None


def test_a_stream_asked_for_before_redis_has_answered_waits_for_it(monkeypatch):
    monkeypatch.setattr(hub, "sources", {"gone": Gone()})

    assert asyncio.run(_status_when_redis_answers_after(0.2)) == 410


def test_a_stream_is_refused_at_once_when_redis_is_known_to_be_away(monkeypatch):
    monkeypatch.setattr(hub, "sources", {"gone": Gone()})

    assert asyncio.run(_status_when_redis_answers_after(None)) == 503


async def _status_when_redis_answers_after(seconds: float | None) -> int:
    live, sent = Hub(), []
    live.started = True
    if seconds is None:
        live.answered.set()
    else:
        asyncio.get_running_loop().call_later(seconds, _redis_answers, live)

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.disconnect"}

    await live.serve("gone", "ticket", receive, send)
    return sent[0]["status"]


def _redis_answers(live: Hub) -> None:
    live.listening = True
    live.answered.set()


@pytest.mark.parametrize("error", [*ODD, asyncio.CancelledError()], ids=lambda e: type(e).__name__)
def test_a_loop_is_taken_up_again_whatever_ended_it(quick, error):
    turns = []

    async def turn():
        turns.append(1)
        await asyncio.sleep(0.01)
        if len(turns) == 1:
            raise error

    async def main():
        mine = Loops()
        mine.repeat(turn)
        await asyncio.sleep(0.3)
        await mine.stop()
        return len(turns)

    told = asyncio.run(main())

    assert told > 3


# --- the thread that sends -------------------------------------------------------------------


@pytest.fixture
def _threads_change_often():
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("_threads_change_often")
def test_many_first_senders_of_a_process_lose_nothing():
    for _ in range(200):
        sender, sent = BackgroundSender("test"), []
        together = threading.Barrier(8)

        def send(name, sender=sender, sent=sent, together=together):
            together.wait()
            sender.send(name, lambda: sent.append(name))

        threads = [threading.Thread(target=send, args=(name,)) for name in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sender.flush(5) is True
        assert sorted(sent) == list(range(8))


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_forked_process_sends_with_a_thread_of_its_own():
    """Also when it was forked while a thread of its parent held the lock."""
    sender, sent = BackgroundSender("test"), []
    sender.send("parent", lambda: sent.append("parent"))
    assert sender.flush(5) is True
    with sender._condition:  # noqa: SLF001 – held for the moment of the fork
        child = os.fork()
        if child == 0:
            sender.send("child", lambda: sent.append("child"))
            os._exit(0 if sender.flush(5) and sent == ["parent", "child"] else 1)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_what_is_told_over_and_over_is_sent_now_and_then_and_last_of_all():
    """A thousand notes in a second cost Redis and every web process fifty messages, not more."""
    sender, sent = BackgroundSender("test"), []
    began = time.monotonic()
    while time.monotonic() - began < 0.5:
        sender.send("board", lambda: sent.append(time.monotonic()))
        time.sleep(0.001)
    last = time.monotonic()

    assert sender.flush(5) is True
    assert sent[0] - began < 0.1
    assert len(sent) <= (sent[-1] - began) / background.GATHER + 2
    sender.send("board", lambda: sent.append(time.monotonic()))
    assert sender.flush(5) is True
    assert sent[-1] > last
