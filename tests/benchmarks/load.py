"""Viewers and writers in numbers, in one loop: raw sockets, so that they cost less than the server.

Every posted text carries a mark; a viewer looks for marks in whatever bytes come.
"""

import asyncio
import gzip
import json
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

MARK = re.compile(rb"@@(\d{7})@@")
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
now = time.perf_counter


def percentile(values: list[float], share: float) -> float:
    """0 when there are none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


@dataclass
class Count:
    """What was sent when, and when it came to whom."""

    sent: dict[int, float] = field(default_factory=dict)
    arrivals: list[float] = field(default_factory=list)  # seconds from sending to each viewer
    seen: dict[int, int] = field(default_factory=dict)  # mark -> by how many viewers
    answers: list[float] = field(default_factory=list)  # seconds until the writer had an answer
    statuses: dict[int, int] = field(default_factory=dict)
    lost_streams: int = 0

    def mark(self) -> tuple[int, str]:
        number = len(self.sent)
        return number, f"@@{number:07}@@"


class Viewer(asyncio.Protocol):
    """One open stream."""

    def __init__(self, count: Count, path: str, host: str) -> None:
        self.count, self.path, self.host = count, path, host
        self.tail, self.has, self.closing = b"", set[int](), False
        self.greeted: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        transport.write(f"GET {self.path} HTTP/1.1\r\nHost: {self.host}\r\n\r\n".encode())

    def connection_lost(self, _error: Exception | None) -> None:
        if not self.closing:
            self.count.lost_streams += 1
        if not self.greeted.done():
            self.greeted.set_exception(ConnectionError("no greeting"))

    def data_received(self, data: bytes) -> None:
        arrived = now()
        whole = self.tail + data
        if not self.greeted.done():
            self.tail = whole
            if b"hello" not in whole:
                return
            self.greeted.set_result(None)
        for found in MARK.finditer(whole):
            number = int(found[1])
            if number not in self.has and number in self.count.sent:
                self.has.add(number)
                self.count.arrivals.append(arrived - self.count.sent[number])
                self.count.seen[number] = self.count.seen.get(number, 0) + 1
        self.tail = whole[-10:]

    def close(self) -> None:
        self.closing = True
        self.transport.close()


async def open_viewers(count: Count, number: int, path: str, port: int) -> list[Viewer]:
    loop, viewers = asyncio.get_running_loop(), []
    for _ in range(number):
        _transport, viewer = await loop.create_connection(
            lambda: Viewer(count, path, f"127.0.0.1:{port}"), "127.0.0.1", port
        )
        viewers.append(viewer)
    await asyncio.gather(*(viewer.greeted for viewer in viewers))
    return viewers


@dataclass
class Answer:
    status: int
    headers: bytes
    body: bytes

    def text(self) -> str:
        packed = b"content-encoding: gzip" in self.headers.lower()
        return (gzip.decompress(self.body) if packed else self.body).decode()


class Caller:
    """One connection that asks and waits for the answer, and is kept open."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.reader: asyncio.StreamReader | None = None

    async def ask(self, method: str, path: str, body: bytes = b"", headers: str = "") -> Answer:
        """The answer. A connection that the server has let go meanwhile is made anew, once."""
        was_open = self.reader is not None
        try:
            return await self._ask(method, path, body, headers)
        except (asyncio.IncompleteReadError, ConnectionError):
            if not was_open:
                raise
            self.close()
            self.reader = None
            return await self._ask(method, path, body, headers)

    async def _ask(self, method: str, path: str, body: bytes, headers: str) -> Answer:
        if self.reader is None:
            self.reader, self.writer = await asyncio.open_connection(
                "127.0.0.1", self.port, limit=2**24
            )
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{headers}"
        if body:
            head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        self.writer.write(f"{head}\r\n".encode() + body)
        top = await self.reader.readuntil(b"\r\n\r\n")
        found = LENGTH.search(top)
        got = await self.reader.readexactly(int(found[1])) if found else b""
        return Answer(int(top.split(b" ", 2)[1]), top, got)

    def close(self) -> None:
        if self.reader:
            self.writer.close()


@dataclass
class Box:
    """Where a writer writes, and with what pass."""

    path: str
    pass_: str


class Writers:
    """Post at a steady rate whatever the server does, over as many connections as that needs."""

    def __init__(self, count: Count, boxes: list[Box], port: int) -> None:
        self.count, self.boxes, self.port = count, boxes, port
        self.free: list[Caller] = []

    async def post(self, text: str) -> None:
        number, mark = self.count.mark()
        box = self.boxes[number % len(self.boxes)]
        given = {"pass": box.pass_, "token": secrets.token_hex(24), "text": f"{mark} {text}"}
        body = json.dumps(given).encode()
        caller = self.free.pop() if self.free else Caller(self.port)
        self.count.sent[number] = began = now()
        answer = await caller.ask("POST", box.path, body)
        self.count.answers.append(now() - began)
        self.count.statuses[answer.status] = self.count.statuses.get(answer.status, 0) + 1
        self.free.append(caller)

    async def steadily(self, a_second: float, seconds: float, text: Callable[[], str]) -> None:
        began, posts = now(), []
        for number in range(int(a_second * seconds)):
            await asyncio.sleep(max(0.0, began + number / a_second - now()))
            posts.append(asyncio.ensure_future(self.post(text())))
        await asyncio.gather(*posts)

    def close(self) -> None:
        for caller in self.free:
            caller.close()
