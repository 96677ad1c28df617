"""The return URL: which page of ours an answer may lead back to."""

import unicodedata
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from modellkoncept.web.http_methods import answers_get

SAFE = {"GET", "HEAD"}
LONGEST = 2000  # characters of an address to return to


def local_address(request: HttpRequest, typed: str, otherwise: str = "/") -> str:
    """The address within this site that a visitor's text names; else another.

    It always begins with one slash. Redirect to it with HttpResponseRedirect, never with Django's
    `redirect`, which would take a text for the name of a view.
    """
    if len(typed) > LONGEST or "\\" in typed or any(map(_is_control, typed)):
        return otherwise
    if not url_has_allowed_host_and_scheme(typed, {request.get_host()}, request.is_secure()):
        return otherwise
    parts = urlsplit(typed)
    if not parts.path.startswith("/") or parts.path.startswith("//"):
        return otherwise
    ending = f"#{parts.fragment}" if parts.fragment else ""
    return parts.path + (f"?{parts.query}" if parts.query else "") + ending


def _is_control(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def is_same_origin(request: HttpRequest) -> bool:
    """Whether Origin or Referer says that a page of this site sent the request."""
    try:
        sender = urlsplit(request.headers.get("Origin") or request.headers.get("Referer", ""))
    except ValueError:  # such as http://[
        return False
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
