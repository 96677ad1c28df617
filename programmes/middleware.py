"""Middleware of rounds."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from modellkoncept.web.conflict import CONFLICT
from modellkoncept.web.htmx import retarget_main
from programmes.errors import RoundClosedError


class RoundClosedMiddleware:
    """Answer 409 with an explaining page when a service refused to change a closed round."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, RoundClosedError):
            return None
        response = render(request, "programmes/rounds/closed.html", status=CONFLICT)
        return retarget_main(request, response)
