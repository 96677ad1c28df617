"""The language of a request, by the user's own choice."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from modellkoncept.web.middleware import GetResponse


class LanguageMiddleware:
    """Activate Swedish, unless the user has chosen another language in the foot of the page.

    Accept-Language is ignored: many a Swedish office has English browsers.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = chosen in dict(settings.LANGUAGES)
        with translation.override(chosen if known else settings.LANGUAGE_CODE):
            return self.get_response(request)
