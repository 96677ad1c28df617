"""Cache headers of personal pages and of errors."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers

from modellkoncept.web.middleware import GetResponse

FIRST_ERROR = 400


class PrivateCacheMiddleware:
    """Forbid every cache to store a signed-in user's page, the browser's back button included."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Asking the session whether it was used leaves it unused: the guest pages stay without one.
        session = getattr(request, "session", None)
        if session is not None and session.accessed and not response.has_header("Cache-Control"):
            patch_cache_control(response, no_store=True, private=True)
        elif response.status_code >= FIRST_ERROR and not response.has_header("Cache-Control"):
            # An error page is written in the reader's own language and theme.
            patch_cache_control(response, no_cache=True)
            patch_vary_headers(response, ["Cookie", "Accept-Language"])
        return response
