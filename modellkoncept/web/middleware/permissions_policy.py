"""The Permissions-Policy header."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from modellkoncept.web.middleware import GetResponse


def permissions_policy_middleware(get_response: GetResponse) -> GetResponse:
    """Tell the browser that no page of ours needs camera, place or the like."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        return response

    return middleware
