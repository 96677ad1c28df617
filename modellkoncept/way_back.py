"""Where a person is, in addresses of our own: what an answer may lead back to."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

SAFE = {"GET", "HEAD"}


def sent_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of ours sent this: no other site can make it."""
    sender = urlsplit(request.headers.get("Origin") or request.headers.get("Referer", ""))
    return (sender.scheme, sender.netloc) == (request.scheme, request.get_host())


def page_to_return_to(request: HttpRequest) -> str:
    """This address if it can be opened; else the page that sent the request, or the first page.

    What a form is sent to often answers nothing but POST, so leading there would be a dead end.
    """
    if request.method in SAFE:
        return request.get_full_path()
    sender = request.headers.get("Referer", "")
    if not sender or not url_has_allowed_host_and_scheme(
        sender, {request.get_host()}, request.is_secure()
    ):
        return "/"
    parts = urlsplit(sender)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
