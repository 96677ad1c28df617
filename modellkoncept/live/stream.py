"""One open event stream: its frames, its headers, its end, and the bound for a slow reader."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from modellkoncept.live.source import Ticket

# A proxy that gathers what it passes on until it has some kilobytes lets the beginning through.
PADDING = b": " + b" " * 2048 + b"\n\n"
LONGEST_STREAM = 3600.0  # seconds; then the page comes again, and shows that it still may

Send = Callable[[Any], Coroutine[Any, Any, None]]
Receive = Callable[[], Awaitable[Any]]

STREAM_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
]


def body_message(body: bytes) -> dict[str, Any]:
    """The message with these bytes, made once for all who get it."""
    return {"type": "http.response.body", "body": body, "more_body": True}


@dataclass(eq=False)
class Stream:
    send: Send
    ticket: Ticket
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def send_or_drop(self, message: dict[str, Any]) -> None:
        """Send the bytes without waiting, or drop a reader too slow to take them.

        The server's send() only waits when the reader's buffer is full. Stepping it once by hand
        instead of awaiting keeps one slow phone from holding up five hundred others.
        """
        sending = self.send(message)
        try:
            sending.send(None)
        except StopIteration:
            return
        except Exception:  # noqa: BLE001 – whatever the server says of a dead connection, it is over
            self.over.set()
            return
        sending.close()
        self.over.set()

    def revoke(self) -> None:
        """Tell the page that it may listen no more, and end."""
        self.send_or_drop(body_message(b"event: revoked\ndata: {}\n\n"))
        self.over.set()


async def until_closed(receive: Receive, stream: Stream) -> None:
    """Wait until the page is closed or the stream is over, whichever comes first."""
    leaving = asyncio.ensure_future(_disconnected(receive))
    over = asyncio.ensure_future(stream.over.wait())
    try:
        await asyncio.wait(
            {leaving, over}, timeout=LONGEST_STREAM, return_when=asyncio.FIRST_COMPLETED
        )
    finally:
        for task in (leaving, over):
            task.cancel()
        await asyncio.gather(leaving, over, return_exceptions=True)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def refuse(send: Send, status: int) -> None:
    headers = [(b"cache-control", b"no-store"), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
