"""Middleware bypass: requests that need no session and no user go straight to their view.

No session, no sign-in, no cookie and no choice of language is even looked at on the way. A few
threads of their own answer them, so that a conference that writes at once waits its turn instead of
taking every database connection.
"""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.core.handlers.asgi import ASGIRequest
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import resolve
from django.utils import translation

from modellkoncept.files.keys import KeyNotFoundError, KeyStorageError
from modellkoncept.live import ticks

logger = logging.getLogger("django.request")

LARGEST_BODY = 64 * 1024  # bytes; the view gets no more, and refuses what is cut
TRIES = 8  # ticks that an answer may wait for
AT_ONCE = 4  # threads; more only wait for each other

_threads = ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="plain")


async def handle(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer one request by its view alone."""
    body = await _body(receive)
    if body is None:
        return  # the client has disconnected
    loop = asyncio.get_running_loop()
    response: HttpResponseBase = HttpResponse(status=503)
    for _ in range(TRIES):
        try:
            response = await loop.run_in_executor(_threads, _respond, scope, body)
            break
        except ticks.NotYetError as error:
            await asyncio.sleep(error.seconds)  # and no thread waits meanwhile
    content = b"".join(response)
    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in response.items()]
    headers += [(b"content-length", str(len(content)).encode()), *SECURITY_HEADERS]
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": content})


SECURITY_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", settings.SECURE_REFERRER_POLICY.encode()),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]
if settings.SECURE:
    _hsts = f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains; preload"
    SECURITY_HEADERS.append((b"strict-transport-security", _hsts.encode()))


async def _body(receive: Any) -> bytes | None:
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        if len(body) <= LARGEST_BODY:
            body += message.get("body", b"")
        more = message.get("more_body", False)
    return body[: LARGEST_BODY + 1]


def _respond(scope: dict[str, Any], body: bytes) -> HttpResponseBase:
    """The view's answer; what Django's own handler makes of exceptions is made of them here."""
    close_old_connections()
    try:
        request = ASGIRequest(scope, BytesIO(body))
        request.resolver_match = found = resolve(request.path_info)
        with translation.override(settings.LANGUAGE_CODE), ticks.never_waiting():
            return found.func(request, *found.args, **found.kwargs)
    except Http404:  # also of an address that leads to no view
        return HttpResponse(status=404)
    except ticks.NotYetError:
        raise
    except PermissionDenied:
        return HttpResponse(status=403)
    except (SuspiciousOperation, BadRequest):
        return HttpResponse(status=400)
    except (DatabaseError, InterfaceError, KeyStorageError, KeyNotFoundError) as error:
        logger.warning("a store did not answer a guest in time: %s", type(error).__name__)
        return HttpResponse(status=503, headers={"Retry-After": "5"})
    except Exception as error:  # noqa: BLE001 – whatever it is, it must not be quoted
        # The text may stand in the error: its kind is told, nothing else.
        logger.error("a request of the note API failed: %s", type(error).__name__)
        return HttpResponse(status=500)
    finally:
        connection.close()
