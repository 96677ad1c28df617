"""Answers that are made once per reading of a board and handed out as bytes: JSON with an ETag."""

import gzip
import time
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified

from padlet.live import board_cache, diff
from padlet.live.holders import Holder
from padlet.live.projection import Snapshot


def with_server_time(response: HttpResponse) -> HttpResponse:
    """Carry the server's clock (ms since 1970): a phone's own may be wrong by minutes.

    In a header, since what is kept and handed out again would carry the time when it was made.
    """
    response["Server-Time"] = str(int(time.time() * 1000))
    return response


def answer_with_state(
    request: HttpRequest, board_id: int, audience: str, holder: Holder | None = None
) -> HttpResponse:
    """The board's JSON with an ETag; 304 when the page has it already.

    It is the same for everybody, but for the ticket of a user who listens in her own name.
    """
    snapshot = board_cache.current_snapshot(board_id, audience)
    if snapshot is None:
        raise Http404
    etag = f'"{snapshot.version}-{board_cache.bucket()}"'
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponse = HttpResponseNotModified()
    elif holder:
        content = diff.encode_state(snapshot, holder)
        response = HttpResponse(content, content_type="application/json")
    else:
        response = answer_with_bytes(
            request, board_id, audience, "json", diff.encode_state, "application/json"
        )
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache, private"
    return with_server_time(response)


def answer_with_bytes(
    request: HttpRequest,
    board_id: int,
    audience: str,
    key: Any,
    render: Callable[[Snapshot], bytes],
    content_type: str = "text/html; charset=utf-8",
    patience: float | None = None,
) -> HttpResponse:
    """The kept bytes, packed if the browser takes that: made once per reading and key, and packed.

    Packing tells an eavesdropper nothing new by its length: the passes in these bytes are the same
    for everybody who has the link, and nothing in them belongs to the one who asks.
    """
    packs = "gzip" in request.headers.get("Accept-Encoding", "")

    def packed(snapshot: Snapshot) -> bytes:
        return gzip.compress(render(snapshot), compresslevel=6, mtime=0)

    render_it = packed if packs else render
    body = board_cache.cached_bytes(board_id, audience, (key, packs), render_it, patience)
    if body is None:
        raise Http404
    response = HttpResponse(body, content_type=content_type)
    if packs:
        response["Content-Encoding"] = "gzip"
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = "no-cache, private"
    return response
