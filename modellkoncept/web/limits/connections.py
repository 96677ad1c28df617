"""uvicorn's HTTP protocol with bounds that it has no settings for: `uvicorn --http` names it.

A head without an end would be kept in memory, copied with each of its parts, before any application
is asked; and a connection that says nothing would be held for ever.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from modellkoncept.web.limits.requests import HEAD_TOO_LARGE, MAX_HEAD_BYTES

HEAD_SECONDS = 10.0  # for the whole head of a request, and for a connection to say anything
LINGER_SECONDS = 5.0  # how long the rest of a refused body is thrown away: the answer gets through
READER_SECONDS = 120.0  # in which a client must have taken something of what waits for it


class BoundedProtocol(HttpToolsProtocol):
    """Close a connection whose head is too large or too slow, or that takes no answer."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._timer: asyncio.TimerHandle | None = None
        self._reader_timer: asyncio.TimerHandle | None = None
        self._moved = False  # whether the bytes just given completed a head or a part of a body
        self._unparsed = 0  # bytes since that last happened: a head, or fields after a body
        self._in_body = self._refused = False

    # --- what the transport tells ------------------------------------------------------------

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._close_in(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        self._cancel_timer()
        if self._reader_timer:
            self._reader_timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._refused:
            return
        self._moved = False
        super().data_received(data)
        if self.transport.is_closing():
            return
        self._unparsed = 0 if self._moved else self._unparsed + len(data)
        if self._unparsed > MAX_HEAD_BYTES:
            self._refuse_head()
        elif not self._timer and self._is_idle():
            self._close_in(HEAD_SECONDS)

    def pause_writing(self) -> None:
        super().pause_writing()
        if not self._reader_timer:
            self._look_at_reader(None)

    # --- what the parser tells ---------------------------------------------------------------

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._close_in(HEAD_SECONDS)

    def on_headers_complete(self) -> None:
        self._moved = self._in_body = True
        self._cancel_timer()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._moved = True
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._moved, self._in_body = True, False
        super().on_message_complete()
        if self._is_idle():
            self._close_in(HEAD_SECONDS)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._in_body and not self.transport.is_closing():
            self._close_in(LINGER_SECONDS)

    # --- the bounds --------------------------------------------------------------------------

    def _is_idle(self) -> bool:
        """Whether no request is being read or answered."""
        return not self._in_body and (self.cycle is None or self.cycle.response_complete)

    def _close_in(self, seconds: float) -> None:
        self._cancel_timer()
        self._timer = self.loop.call_later(seconds, self.transport.close)

    def _cancel_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _refuse_head(self) -> None:
        """Answer 431, unless the head follows another request whose answer is on its way."""
        self._refused = True
        if self.cycle is not None and not self.cycle.response_complete:
            self.transport.abort()
            return
        fields = b"content-length: 0\r\nconnection: close\r\n\r\n"
        self.transport.write(STATUS_LINE[HEAD_TOO_LARGE] + fields)
        self._close_in(LINGER_SECONDS)

    def _look_at_reader(self, waited: int | None) -> None:
        """Let go of a client for which as much waits as the last time, and look again if not."""
        self._reader_timer = None
        waits = self.transport.get_write_buffer_size()
        if waited is not None and waits >= waited:
            self.transport.abort()
        elif waits:
            self._reader_timer = self.loop.call_later(READER_SECONDS, self._look_at_reader, waits)
