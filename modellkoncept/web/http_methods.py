"""Django's decorators for a view's HTTP methods, made readable afterwards.

A form that came back with its errors stands at an address that may answer only POST; whatever
sends the user back there needs to know. Django's own decorators keep the methods where nobody can
read them.
"""

from collections.abc import Callable, Collection
from typing import Any, TypeVar

from django.views.decorators import http

View = TypeVar("View", bound=Callable[..., Any])


def require_http_methods(methods: Collection[str]) -> Callable[[View], View]:
    """Answer 405 to every method but these, and mark the view with whether GET is one."""

    def decorate(view: View) -> View:
        decorated: Any = http.require_http_methods(list(methods))(view)  # noqa: TID251 – marked here
        decorated.answers_get = "GET" in methods
        return decorated

    return decorate


require_POST = require_http_methods(["POST"])  # noqa: N816 – Django's name, which every reader knows


def answers_get(view: Callable[..., Any]) -> bool:
    """Whether the view answers GET; decorators around the mark pass it on (functools.wraps)."""
    return bool(getattr(view, "answers_get", True))
