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


def test_an_answer_without_the_header_and_one_among_too_many_go_at_once(monkeypatch):
    assert answered([])[0] < 0.1
    monkeypatch.setattr(delayed, "_waiting", delayed.AT_ONCE)
    assert answered([(b"x-answer-delay", b"5")])[0] < 0.1
