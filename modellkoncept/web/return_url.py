"""The return URL: which page of ours an answer may lead back to."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from modellkoncept.web.http_methods import answers_get

SAFE = {"GET", "HEAD"}


def is_same_origin(request: HttpRequest) -> bool:
    """Whether Origin or Referer says that a page of this site sent the request."""
    sender = urlsplit(request.headers.get("Origin") or request.headers.get("Referer", ""))
    return (sender.scheme, sender.netloc) == (request.scheme, request.get_host())


def page_to_return_to(request: HttpRequest) -> str:
    """This address if it can be opened; else the page that sent the request, or the first page.

    What a form is sent to often answers nothing but POST, so leading there would be a dead end. A
    form that came back with its errors stands at such an address: from there the way goes up.
    """
    if request.method in SAFE:
        return request.get_full_path()
    sender = request.headers.get("Referer", "")
    if not sender or not url_has_allowed_host_and_scheme(
        sender, {request.get_host()}, request.is_secure()
    ):
        return "/"
    parts = urlsplit(sender)
    path = parts.path or "/"
    if resolves_to_get(path):
        return path + (f"?{parts.query}" if parts.query else "")
    return _page_above(path)


def resolves_to_get(path: str) -> bool:
    """Whether there is a view at this path of ours, and it answers GET."""
    try:
        return answers_get(resolve(path).func)
    except Resolver404:
        return False


def _page_above(path: str) -> str:
    """The nearest address above this one that can be opened."""
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        if resolves_to_get(path):
            break
    return path
