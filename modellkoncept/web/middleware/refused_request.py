"""The page for a request that is too large to be read, or that cannot be read."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from modellkoncept.web.language import language_of_error
from modellkoncept.web.limits.requests import REFUSAL, Refusal
from modellkoncept.web.middleware import GetResponse


class RefusedRequestMiddleware:
    """Say what is allowed, when the layer in front of Django has refused what was sent."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        scope = getattr(request, "scope", {})
        refusal: Refusal | None = scope.get(REFUSAL)
        if refusal is None:
            return self.get_response(request)
        with translation.override(language_of_error(request)):
            page = render_to_string(f"{refusal.status}.html", {"megabytes": refusal.megabytes})
        return HttpResponse(page, status=refusal.status)
