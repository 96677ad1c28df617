"""Whether htmx asks, and responses to it that replace more or less than what was requested."""

from django.http import HttpRequest, HttpResponse
from django_htmx.http import reselect, reswap, retarget


def is_htmx(request: HttpRequest) -> bool:
    """Whether htmx asks, also for views that no middleware has looked at."""
    return request.headers.get("HX-Request") == "true"


def nothing_to_draw() -> HttpResponse:
    """Response to a poll when nothing has changed, so that a screen reader repeats nothing."""
    return HttpResponse(status=204)


def retarget_main(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The whole page as an answer: to htmx its <main> takes the place of the one that is shown."""
    if not is_htmx(request):
        return response
    return reselect(reswap(retarget(response, "#main"), "outerHTML"), "#main")
