"""The page of status 405."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from modellkoncept.web.htmx import is_htmx
from modellkoncept.web.language import language_of_error
from modellkoncept.web.log_filter import NOTE_ENDPOINT
from modellkoncept.web.middleware import GetResponse

METHOD_NOT_ALLOWED = 405


class MethodNotAllowedMiddleware:
    """Give the empty 405 of a view a page, for a browser that opened where a form is sent to.

    Scripts, JSON and the note API want no page, and get none.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if (
            response.status_code == METHOD_NOT_ALLOWED
            and not response.content
            and "text/html" in request.headers.get("Accept", "")
            and not is_htmx(request)
            and not NOTE_ENDPOINT.search(request.path)
        ):
            with translation.override(language_of_error(request)):
                response.content = render_to_string("405.html", request=request).encode()
        return response
