"""The language of a request, by the user's own choice."""

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from modellkoncept.web.language import language_of
from modellkoncept.web.middleware import GetResponse


class LanguageMiddleware:
    """Activate Swedish, unless the user has chosen another language in the foot of the page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(language_of(request)):
            return self.get_response(request)
