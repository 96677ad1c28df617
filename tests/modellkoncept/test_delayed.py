"""Answers that wait: past Django, so that nothing is held while they do."""

import asyncio
import time

from modellkoncept.web import delayed


def answered(headers: list[tuple[bytes, bytes]]) -> tuple[float, list[dict]]:
    """How long an answer with these headers took, and what was sent."""
    sent = []

    async def app(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 422, "headers": headers})
        await send({"type": "http.response.body", "body": b"fel"})

    async def send(message):
        sent.append(message)

    began = time.perf_counter()
    asyncio.run(delayed.handle(app, {}, None, send))
    return time.perf_counter() - began, sent


def test_an_answer_waits_as_long_as_its_header_says_and_does_not_show_it():
    took, sent = answered([(b"X-Answer-Delay", b"0.2"), (b"Content-Type", b"text/html")])

    assert 0.2 <= took < 1
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    assert sent[0]["headers"] == [(b"content-type", b"text/html")]


def test_an_answer_without_the_header_goes_at_once():
    assert answered([])[0] < 0.1


class Flood:
    """Requests at one process, which makes ten tries a second after a first five."""

    def __init__(self, monkeypatch):
        monkeypatch.setattr(delayed, "turns", delayed.Turns(10, 5))
        self.tried, self.answered = [], []

    async def request(self, name, *, body=b"kod=x", goes_after=60.0, delay=b"0"):
        """One that hangs up after some seconds, if it has not been answered before."""
        left = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive():
            if left:
                return left.pop()
            await asyncio.sleep(goes_after)
            return {"type": "http.disconnect"}

        async def app(_scope, receive, send):
            assert (await receive())["body"] == body
            self.tried.append(name)
            headers = [(b"x-answer-delay", delay)]
            await send({"type": "http.response.start", "status": 422, "headers": headers})
            await send({"type": "http.response.body", "body": b""})

        async def send(message):
            if message["type"] == "http.response.start":
                self.answered.append((name, message["status"]))

        await delayed.handle(app, {}, receive, send)


def test_no_more_are_tried_than_have_their_turn_and_none_that_has_gone(monkeypatch):
    """A guesser wins nothing by hanging up, or by many at once; who comes after him gets in."""

    async def flood(all_of):
        guesses = [all_of.request(number, goes_after=0.25) for number in range(1000)]
        began = time.perf_counter()

        async def right():
            await asyncio.sleep(0.2)
            await all_of.request("right")
            return time.perf_counter() - began

        *_gone, took = await asyncio.gather(*guesses, right())
        return took

    guesser = Flood(monkeypatch)
    took = asyncio.run(flood(guesser))

    assert guesser.tried[:5] == [0, 1, 2, 3, 4]
    assert guesser.tried[-1] == "right"
    assert len(guesser.tried) <= 5 + 10 * took + 1
    assert took < 2


def test_who_waits_for_a_turn_is_never_refused(monkeypatch):
    async def crowd(all_of):
        await asyncio.gather(*(all_of.request(number) for number in range(15)))

    everybody = Flood(monkeypatch)
    asyncio.run(crowd(everybody))

    assert everybody.answered == [(number, 422) for number in range(15)]


def test_wrong_answers_that_wait_take_no_turns(monkeypatch):
    async def crowd(all_of):
        slow = [all_of.request(number, delay=b"1") for number in range(5)]
        began = time.perf_counter()

        async def right():
            await asyncio.sleep(0.3)
            await all_of.request("right")
            return time.perf_counter() - began

        return (await asyncio.gather(*slow, right()))[-1]

    everybody = Flood(monkeypatch)
    took = asyncio.run(crowd(everybody))

    assert everybody.answered[0] == ("right", 422)
    assert took < 0.9


def test_what_waits_is_small(monkeypatch):
    async def crowd(all_of):
        await asyncio.gather(
            *(all_of.request(number) for number in range(5)),
            all_of.request("large", body=b"x" * (delayed.LARGEST_BODY + 1)),
        )

    everybody = Flood(monkeypatch)
    asyncio.run(crowd(everybody))

    assert everybody.answered[-1] == ("large", 413)
    assert "large" not in everybody.tried
