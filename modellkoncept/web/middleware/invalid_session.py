"""Session cookies that this system cannot have set."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from modellkoncept.web.middleware import GetResponse


class InvalidSessionMiddleware:
    """Drop a session cookie that we cannot have made: the database refuses some characters."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.COOKIES.get(settings.SESSION_COOKIE_NAME, "x").isalnum():
            del request.COOKIES[settings.SESSION_COOKIE_NAME]
        return self.get_response(request)
