"""Connections that are silent or slow, through the real web process."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
import uvicorn

from modellkoncept.web.limits import connections, requests
from tests.modellkoncept.raw_requests import (
    MEGABYTE,
    NOTE_DOORS,
    TOO_MUCH,
    Line,
    head,
)

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_connections_that_are_silent_or_slow_are_closed(site):
    """Each of these would otherwise hold a connection for ever, and its file in the process."""
    body = head("POST", "/logga-in/", "Content-Length: 90000")
    note = head("POST", NOTE_DOORS[0], "Content-Length: 9000")
    chunks = head("POST", "/logga-in/", "Transfer-Encoding: chunked")
    refused = head("POST", "/logga-in/", f"Content-Length: {TOO_MUCH}")
    cases = {
        "silent": ([], b"", connections.HEAD_SECONDS),
        "a slow head": (["GET / HTTP/1.1"], b"X", connections.HEAD_SECONDS),
        "slow line breaks": ([], b"\r\n", connections.HEAD_SECONDS),
        "idle after an answer": (head("GET", "/logga-in/"), b"", 5),
        "a slow body": (body, b"x", requests.BODY_GRACE + connections.LINGER_SECONDS),
        "a slow note": (note, b"x", requests.BODY_GRACE + connections.LINGER_SECONDS),
        "a body that stops": (body, b"", requests.BODY_GRACE + connections.LINGER_SECONDS),
        "slow chunks": (chunks, b"1\r\nx\r\n", requests.BODY_GRACE + connections.LINGER_SECONDS),
        "the rest of a refused body": (refused, b"x" * 1000, connections.LINGER_SECONDS),
    }

    def held(case: tuple[list[str], bytes, float]) -> float:
        lines, drip, _most = case
        with Line(site) as line:
            if lines[1:]:
                line.say(*lines)
            elif lines:
                line.socket.sendall(f"{lines[0]}\r\nX: ".encode())
            return line.seconds_until_closed(drip)

    with ThreadPoolExecutor(len(cases)) as threads:
        seconds = dict(zip(cases, threads.map(held, cases.values()), strict=True))

    assert {kind: held for kind, held in seconds.items() if held > cases[kind][2] + 5} == {}
    assert site.said().count("ERROR") == 0


def test_a_reader_that_takes_nothing_is_let_go_and_a_slow_one_is_not(monkeypatch):
    """What waits for a client is kept in memory until it is taken."""
    monkeypatch.setattr(connections, "READER_SECONDS", 1.5)

    async def large_page(scope, receive, send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"x" * (8 * MEGABYTE)})

    async def told(*, takes: bool) -> int:
        """Bytes that arrive at a client that takes some of it every fifth of a second, or none."""
        config = uvicorn.Config(large_page, port=0, http=connections.BoundedProtocol, ws="none",
                                lifespan="off", log_level="critical")  # fmt: skip
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=4096)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        arrived = 0
        for _ in range(12):
            await asyncio.sleep(0.2)
            arrived += len(await reader.readexactly(MEGABYTE // 4)) if takes else 0
        with suppress(ConnectionError):
            while more := await reader.read(MEGABYTE):
                arrived += len(more)
        writer.close()
        server.should_exit = True
        await serving
        return arrived

    assert asyncio.run(told(takes=False)) < 8 * MEGABYTE
    assert asyncio.run(told(takes=True)) >= 8 * MEGABYTE
