"""Guesses slowed down, past Django: tries take turns, and a wrong answer waits before it is sent.

A process tries at most `A_SECOND` of them in a second, whoever they come from, after a first burst.
So the rate of a guesser is bounded also when he hangs up instead of waiting for the answer that his
guess was wrong: a try whose visitor has gone before its turn is not made. The turns go to all who
are still there in the order in which they came; none is refused.

Then a view asks for some seconds by a header. Django has finished the request by then: no thread,
no database connection and no middleware waits, only the bytes of the answer; and of these no more
than come in `LONGEST` seconds.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from modellkoncept.live.stream import Receive, Send, refuse

HEADER = "X-Answer-Delay"  # seconds; taken out here, so that no visitor sees it
LONGEST = 10.0  # seconds
A_SECOND, BURST = 100, 500  # tries of one process: a conference that comes at once waits for none
LARGEST_BODY = 64 * 1024  # bytes that are kept of a request that waits
TOO_LARGE = 413


class Turns:
    """A bound on how many things are done in a second: those who wait go in order, none is lost."""

    def __init__(self, a_second: float, burst: int) -> None:
        self._a_second, self._burst = a_second, burst
        self._left, self._at = float(burst), 0.0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    def take(self) -> "asyncio.Future[None]":
        """A turn, which has come when the future is done. Who cancels it gives it up."""
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        self._give()
        return turn

    def _give(self) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        self._left = min(self._left + (now - self._at) * self._a_second, self._burst)
        self._at = now
        while self._waiting and (self._left >= 1 or self._waiting[0].done()):
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                self._left -= 1
        if self._waiting and self._timer is None:
            self._timer = loop.call_later((1 - self._left) / self._a_second, self._give_later)

    def _give_later(self) -> None:
        self._timer = None
        self._give()


turns = Turns(A_SECOND, BURST)


async def handle(
    app: Callable[..., Awaitable[None]], scope: dict[str, Any], receive: Receive, send: Send
) -> None:
    """Let the app answer in its turn, wait as long as its answer says, and send it."""
    turn = turns.take()
    came = [] if turn.done() else await _come_until(turn, receive)
    if came is None:
        return  # the visitor has gone
    if _size(came) > LARGEST_BODY:
        await refuse(send, TOO_LARGE)
        return
    left = iter(came)

    async def receive_again() -> Any:
        return next(left, None) or await receive()

    messages: list[dict[str, Any]] = []

    async def keep(message: dict[str, Any]) -> None:
        messages.append(message)

    await app(scope, receive_again if came else receive, keep)
    if seconds := _delay_of(messages):
        await asyncio.sleep(seconds)
    for message in messages:
        await send(message)


async def _come_until(
    turn: "asyncio.Future[None]", receive: Receive
) -> list[dict[str, Any]] | None:
    """What comes of the request until its turn has come, or None if its visitor goes before."""
    came: list[dict[str, Any]] = []
    try:
        while not turn.done() and _size(came) <= LARGEST_BODY:
            coming = asyncio.ensure_future(receive())
            await asyncio.wait([turn, coming], return_when=asyncio.FIRST_COMPLETED)
            if not coming.done():
                coming.cancel()
            elif coming.result()["type"] == "http.disconnect":
                return None
            else:
                came.append(coming.result())
    finally:
        turn.cancel()
    return came


def _size(came: list[dict[str, Any]]) -> int:
    return sum(len(message.get("body", b"")) for message in came)


def _delay_of(messages: list[dict[str, Any]]) -> float:
    """The seconds that the answer's header names; the header is gone afterwards."""
    seconds = 0.0
    for message in messages:
        if message["type"] == "http.response.start":
            name = HEADER.lower().encode()
            headers = [(key.lower(), value) for key, value in message.get("headers", [])]
            seconds = max([float(value) for key, value in headers if key == name], default=0.0)
            message["headers"] = [pair for pair in headers if pair[0] != name]
    return min(seconds, LONGEST)
