"""How many bytes a request may carry, by the view that takes them."""

from django.urls import Resolver404, resolve

from modellkoncept.registry import Registry
from modellkoncept.web.bypass import LARGEST_BODY
from modellkoncept.web.log_filter import NOTE_ENDPOINT

MEGABYTE = 1024 * 1024
ORDINARY = MEGABYTE  # bytes: a full board of notes to approve has room in it
ROOM_FOR_FORM = MEGABYTE // 2  # bytes: the fields beside the files of an upload

_limits: Registry[int] = Registry("body limit")


def register_body_limit(view_name: str, most: int) -> None:
    """Let this view take up to so many bytes: the files, or the long text, that its form allows.

    The same view must show the form: only who is shown it may send more than an ordinary form.
    """
    _limits.add(view_name, most)


def body_limit(path: str, size: int) -> int:
    """The most bytes that a request to the path may carry.

    Only one of more bytes (`size`) than an ordinary form has its view looked up.
    """
    if NOTE_ENDPOINT.search(path):
        return LARGEST_BODY
    if size <= ORDINARY:
        return ORDINARY
    try:
        return _limits.get(resolve(path).view_name) or ORDINARY
    except Resolver404:
        return ORDINARY
