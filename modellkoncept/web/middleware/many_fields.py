"""A form of more fields than Django reads: only for the views that are registered for it."""

from contextlib import suppress
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.urls import Resolver404, resolve

from modellkoncept.registry import Registry
from modellkoncept.web.middleware import GetResponse

FORM = "application/x-www-form-urlencoded"

_limits: Registry[int] = Registry("field limit")


def register_field_limit(view_name: str, most: int) -> None:
    """Let this view take a form of so many fields; Django refuses the next with status 400."""
    _limits.add(view_name, most)


class ManyFieldsMiddleware:
    """Read the form of a registered view up to its own limit; every other keeps Django's."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        most = _field_limit(request)
        if most:
            with suppress(UnreadablePostError):  # which is told where the form is asked for
                if request.body.count(b"&") < most:
                    request.POST = _form(request.body)  # type: ignore[assignment]  # it has a setter
        return self.get_response(request)


def _field_limit(request: HttpRequest) -> int | None:
    """The view's own limit, where the form may be of more fields than Django reads."""
    charset = (request.content_params or {}).get("charset", "utf-8")
    if request.method != "POST" or request.content_type != FORM or charset.lower() != "utf-8":
        return None
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS:
        return None  # a field takes a byte
    try:
        return _limits.get(resolve(request.path_info).view_name)
    except Resolver404:
        return None


def _form(body: bytes) -> QueryDict:
    form = QueryDict(mutable=True)
    for name, value in parse_qsl(body.decode(errors="replace"), keep_blank_values=True):
        form.appendlist(name, value)
    form._mutable = False  # noqa: SLF001 – as Django's own form
    return form
