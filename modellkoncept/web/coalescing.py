"""The same page for everybody who opens it in the same half second: made once, handed to all.

Only for pages that are the same bytes for all: nothing of the one who asks is passed on, so that
nothing of it can come into the answer, but which of our languages the browser prefers, for the page
that says that there is no board. A board is opened by a whole conference within seconds, and
two hundred requests side by side would wait for each other's threads and connections.
"""

import asyncio
import logging
import time
from collections.abc import Mapping
from typing import Any

from modellkoncept.web.language import browser_language

logger = logging.getLogger("django.request")

TTL_SECONDS = 0.5  # seconds
MAX_ENTRIES = 200  # pages
# What such an answer may depend on.
HEADERS = (b"host", b"x-forwarded-proto")

Key = tuple[bytes | None, ...]
Made = tuple[dict[str, Any], bytes]

_made: dict[Key, tuple[float, "asyncio.Future[Made]"]] = {}


async def handle(app: Any, scope: Mapping[str, Any], send: Any) -> None:
    """Answer with the application's response, or one just made for an equal request."""
    given = dict(scope["headers"])
    packs = b"gzip" if b"gzip" in given.get(b"accept-encoding", b"") else b""
    language = browser_language(given.get(b"accept-language", b"").decode("latin-1")).encode()
    key = (scope["path"].encode(), scope.get("query_string", b""), packs, language,
           *(given.get(name) for name in HEADERS))  # fmt: skip
    now = time.monotonic()
    since, making = _made.get(key, (0.0, None))
    if making is None or (making.done() and now - since > TTL_SECONDS):
        for old in [k for k, (at, f) in _made.items() if f.done() and now - at > TTL_SECONDS]:
            del _made[old]
        headers = [(name, given[name]) for name in HEADERS if name in given]
        headers += [(b"accept-encoding", packs)] if packs else []
        headers += [(b"accept-language", language)] if language else []
        making = asyncio.ensure_future(_make(app, {**scope, "headers": headers, "client": None}))
        if len(_made) < MAX_ENTRIES:
            _made[key] = (now, making)
    try:
        start, body = await asyncio.shield(making)
    except Exception as error:  # noqa: BLE001 – it is told by its kind, and nobody gets it again
        _made.pop(key, None)
        logger.error("a page of guests failed: %s", type(error).__name__)
        start, body = {"type": "http.response.start", "status": 500, "headers": []}, b""
    await send(start)
    await send({"type": "http.response.body", "body": body})


async def _make(app: Any, scope: dict[str, Any]) -> Made:
    start: dict[str, Any] = {}
    body: list[bytes] = []
    asked = False

    async def receive() -> dict[str, Any]:
        nonlocal asked
        if asked:
            await asyncio.Event().wait()  # the first client may disconnect; the others have not
        asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        else:
            body.append(message.get("body", b""))

    await app(scope, receive, send)
    if not start:
        raise RuntimeError("the application gave no answer")
    return start, b"".join(body)
