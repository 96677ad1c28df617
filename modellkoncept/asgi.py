"""The web process: bounds, static files, event streams and the note API first, then Django."""

import gc
import os
import re
from collections.abc import Mapping
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "modellkoncept.settings")

django = get_asgi_application()

from django.conf import settings  # noqa: E402 – only after Django is set up
from servestatic import ServeStaticASGI  # noqa: E402 – as above

from modellkoncept.live.hub import hub  # noqa: E402 – as above
from modellkoncept.live.stream import Receive, Send, refuse  # noqa: E402 – as above
from modellkoncept.web import bypass, coalescing, delayed  # noqa: E402 – as above
from modellkoncept.web.limits.requests import RequestLimits  # noqa: E402 – as above
from modellkoncept.web.log_filter import NOTE_ENDPOINT  # noqa: E402 – as above

STREAM = re.compile(r"/strom/([a-z]+)/([\w:.-]+)")
# Guest pages, and what they poll: the same for every guest of a board.
GUEST_PAGE = re.compile(r"/t/[0-9a-f]{32}/(duk/|skriv/\d+/\d+/)?")
BOARD_STATE = re.compile(r"/t/[0-9a-f]{32}/lage/")
CODE_PAGE = "/t/"
STATE_HEADERS = {b"host", b"x-forwarded-proto", b"accept-encoding", b"if-none-match"}
# All that the note API is told about a request: not who sent it, from where or with what.
NOTE_HEADERS = {
    b"host",
    b"content-type",
    b"content-length",
    b"x-forwarded-proto",
}


async def pages(scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
    """Route streams to the hub, the note API past all middleware, guest pages to coalescing."""
    if scope["type"] == "http":
        path = scope["path"]
        if stream := STREAM.fullmatch(path):
            if scope["method"] != "GET":
                await refuse(send, 405)
                return
            await hub.serve(stream[1], stream[2], receive, send)
            return
        if NOTE_ENDPOINT.search(path):
            headers = [pair for pair in scope["headers"] if pair[0] in NOTE_HEADERS]
            await bypass.handle({**scope, "headers": headers, "client": None}, receive, send)
            return
        if BOARD_STATE.fullmatch(path) and scope["method"] in {"GET", "HEAD"}:
            headers = [pair for pair in scope["headers"] if pair[0] in STATE_HEADERS]
            await bypass.handle({**scope, "headers": headers, "client": None}, receive, send)
            return
        if path == CODE_PAGE and scope["method"] == "POST":
            await delayed.handle(django, dict(scope), receive, send)
            return
        if GUEST_PAGE.fullmatch(path) and scope["method"] == "GET":
            await coalescing.handle(django, scope, send)
            return
    await django(dict(scope), receive, send)


def _set_nosniff(headers: Any, path: str, url: str) -> None:
    """Set X-Content-Type-Options, so that no browser guesses the type of a file."""
    headers["X-Content-Type-Options"] = "nosniff"


with_files = ServeStaticASGI(
    pages,
    root=settings.STATIC_ROOT if settings.STATIC_ROOT.is_dir() else None,
    prefix=settings.STATIC_URL,
    immutable_file_test=lambda path, url: bool(re.search(r"\.[0-9a-f]{12}\.", url)),
    max_age=60,
    allow_all_origins=False,
    add_headers_function=_set_nosniff,
)

within_limits = RequestLimits(with_files, pages=django)


async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        await live(receive, send)
    elif scope["type"] == "http":
        await within_limits(scope, receive, send)
    else:  # a WebSocket: nothing of ours speaks it
        await send({"type": "websocket.close"})


async def live(receive: Receive, send: Send) -> None:
    """Start and stop the hub with the process."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            hub.start()
            # What is allocated at the start stays; collecting it again is what stalls many streams.
            gc.collect()
            gc.freeze()
            gc.set_threshold(50_000, 20, 100)
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await hub.stop()
            await send({"type": "lifespan.shutdown.complete"})
            return
