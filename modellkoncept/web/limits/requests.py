"""ASGI layer that bounds each request: its head, the size of its body, and how slowly it comes.

It is the outermost one: what it refuses has been neither kept in memory nor written to a disk.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from modellkoncept.live.stream import Receive, Send
from modellkoncept.web.bypass import SECURITY_HEADERS
from modellkoncept.web.limits.body_size import MEGABYTE, ORDINARY, body_limit
from modellkoncept.web.log_filter import NOTE_ENDPOINT

MAX_HEAD_BYTES = 32 * 1024  # bytes: address and header fields together
BODY_GRACE = 20.0  # seconds until the first bytes of a body must have come
SLOWEST_BODY = 8 * 1024  # bytes a second that a body must keep up after that
REFUSAL = "modellkoncept.refusal"  # where in the scope Django finds why it is asked

# A browser sends our forms in this one; some of Python's other codecs are no encodings of text.
CHARSET = re.compile(rb"charset\s*=\s*\"?([^\s;\"]*)", re.I)
KNOWN_CHARSETS = {b"utf-8", b"utf8"}
# What tells Django that a body follows, and in what form.
BODY_HEADERS = {b"content-length", b"transfer-encoding", b"content-type", b"expect"}

OK, BAD_REQUEST, TIMEOUT, TOO_LARGE, HEAD_TOO_LARGE = 200, 400, 408, 413, 431


Messages = list[dict[str, Any]]


@dataclass(frozen=True)
class Refusal:
    """Why a request is refused: the status, and the bytes that would have been let through.

    `answer` is what the page itself has answered, when it does not even show its form.
    """

    status: int
    most: int = 0
    answer: Messages | None = None

    @property
    def megabytes(self) -> int:
        return self.most // MEGABYTE


class RefusedRequestError(Exception):
    """The body is larger or slower than it may be."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.status)
        self.refusal = refusal


class RequestLimits:
    """Pass on the requests that keep within the bounds, refuse the others at once.

    `pages` is Django itself: it words the refusals, with nothing in between that may keep them, and
    says whether the form with a large body would be shown to this user at all.
    """

    def __init__(self, app: Callable[..., Any], pages: Callable[..., Any]) -> None:
        self._app, self._pages = app, pages

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        if refusal := _flaw_of_head(scope, headers):
            await self._refuse(refusal, scope, send)
        elif b"transfer-encoding" in headers or headers.get(b"content-length", b"0") != b"0":
            await self._with_body(scope, _size_told(headers), receive, send)
        else:
            await self._app(scope, receive, send)

    async def _with_body(
        self, scope: dict[str, Any], told: int, receive: Receive, send: Send
    ) -> None:
        started = False

        async def send_and_note(message: Any) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            most = await self._limit(scope, told)
            body = _BoundedBody(receive, most, lambda size: self._limit(scope, size))
            await self._app(scope, body, send_and_note)
        except RefusedRequestError as error:
            if not started:
                await self._refuse(error.refusal, scope, send)

    async def _limit(self, scope: dict[str, Any], size: int) -> int:
        """The most bytes that this request may carry, when it is known to carry `size` of them.

        Raises RefusedRequestError when that is too much, or when it is more than an ordinary form
        and comes from somebody to whom the page does not show the larger one.
        """
        most = body_limit(scope["path"], size)
        if size > most:
            raise RefusedRequestError(Refusal(TOO_LARGE, most))
        if most > ORDINARY:
            answer = await self._page(scope, method="GET")
            if answer[0]["status"] != OK:
                raise RefusedRequestError(Refusal(answer[0]["status"], answer=answer))
        return most

    async def _refuse(self, refusal: Refusal, scope: dict[str, Any], send: Send) -> None:
        if NOTE_ENDPOINT.search(scope["path"]):
            await _refuse_note(refusal, send)
        elif refusal.status in {TIMEOUT, HEAD_TOO_LARGE}:
            await _send(send, refusal.status, b"text/plain; charset=utf-8", b"")
        else:
            answer = refusal.answer or await self._page(
                scope, **{"query_string": b"", REFUSAL: refusal}
            )
            for message in answer:
                await send(message)

    async def _page(self, scope: dict[str, Any], **changed: Any) -> Messages:
        """Django's answer to this request as it would be without a body."""
        headers = [pair for pair in scope["headers"] if pair[0] not in BODY_HEADERS]
        answer: Messages = []

        async def keep(message: Any) -> None:
            answer.append(message)

        await self._pages({**scope, "headers": headers, **changed}, _no_body(), keep)
        return answer


class _BoundedBody:
    """`receive` of a request whose body is counted and timed while it comes."""

    def __init__(self, receive: Receive, most: int, limit: Callable[[int], Awaitable[int]]) -> None:
        self._receive, self._most, self._limit = receive, most, limit
        self._received, self._complete = 0, False
        self._began = asyncio.get_running_loop().time()

    async def __call__(self) -> Any:
        if self._complete:
            return await self._receive()  # waits for the end of the connection, however long
        deadline = self._began + BODY_GRACE + self._received / SLOWEST_BODY
        try:
            async with asyncio.timeout_at(deadline):
                message = await self._receive()
        except TimeoutError:
            raise RefusedRequestError(Refusal(TIMEOUT)) from None
        self._received += len(message.get("body", b""))
        self._complete = not message.get("more_body", False)
        if self._received > self._most:
            self._most = await self._limit(self._received)
        return message


def _flaw_of_head(scope: dict[str, Any], headers: dict[bytes, bytes]) -> Refusal | None:
    size = len(scope["query_string"]) + len(scope["path"])
    size += sum(len(name) + len(value) for name, value in scope["headers"])
    if size > MAX_HEAD_BYTES:
        return Refusal(HEAD_TOO_LARGE)
    charset = CHARSET.search(headers.get(b"content-type", b""))
    if charset and charset[1].lower() not in KNOWN_CHARSETS:
        return Refusal(BAD_REQUEST)
    # No text can hold NUL: Postgres would refuse the statement that looks for it.
    if b"%00" in scope["query_string"]:
        return Refusal(BAD_REQUEST)
    return None


def _size_told(headers: dict[bytes, bytes]) -> int:
    """Content-Length; nothing is known of a body that comes in chunks until they are counted."""
    told = headers.get(b"content-length", b"")
    return int(told) if told.isdigit() and b"transfer-encoding" not in headers else 0


def _no_body() -> Receive:
    asked = False

    async def receive() -> Any:
        nonlocal asked
        if asked:
            await asyncio.Event().wait()
        asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    return receive


async def _refuse_note(refusal: Refusal, send: Send) -> None:
    """In the shape of the note API: a word for the phone's program, a sentence for its reader."""
    with translation.override(settings.LANGUAGE_CODE):
        words = {
            TOO_LARGE: ("large", _("Lappen är för stor. Korta texten.")),
            TIMEOUT: ("slow", _("Lappen kom inte fram i tid. Den ligger kvar hos dig.")),
        }
        unreadable = ("body", _("Vi kunde inte läsa det du skickade. Ladda om sidan."))
        word, sentence = words.get(refusal.status, unreadable)
    body = json.dumps({"error": word, "sentence": sentence}).encode()
    await _send(send, refusal.status, b"application/json", body)


async def _send(send: Send, status: int, kind: bytes, body: bytes) -> None:
    headers = [
        (b"content-type", kind),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        *SECURITY_HEADERS,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
