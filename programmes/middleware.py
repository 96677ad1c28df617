"""What must hold for every page of every round, whichever view gave it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from modellkoncept.web.htmx import retarget_main
from programmes.errors import RoundClosedError

CONFLICT = 409


class say_when_a_round_is_closed:  # noqa: N801 – reads as the sentence it is, in the list of middleware
    """Answer 409 with a page that says why, when a service refused to change a closed round."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, RoundClosedError):
            return None
        response = render(request, "programmes/closed.html", status=CONFLICT)
        return retarget_main(request, response)
