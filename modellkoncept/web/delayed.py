"""Delayed answers: a view asks for some seconds by a header, and holds nothing while they pass.

Django has finished the request by then: no thread, no database connection and no middleware waits,
only the bytes of the answer.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

HEADER = "X-Answer-Delay"  # seconds; taken out here, so that no visitor sees it
LONGEST = 10.0  # seconds
AT_ONCE = 500  # answers; more are sent without delay, so that a flood fills no memory

_waiting = 0


async def handle(
    app: Callable[..., Awaitable[None]], scope: dict[str, Any], receive: Any, send: Any
) -> None:
    """Let the app answer, wait as long as its answer says, and send it."""
    global _waiting  # noqa: PLW0603 – one number for the process
    messages: list[dict[str, Any]] = []

    async def keep(message: dict[str, Any]) -> None:
        messages.append(message)

    await app(scope, receive, keep)
    seconds = _delay_of(messages)
    if seconds and _waiting < AT_ONCE:
        _waiting += 1
        try:
            await asyncio.sleep(seconds)
        finally:
            _waiting -= 1
    for message in messages:
        await send(message)


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
