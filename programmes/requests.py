"""Type of the request in views that require login; nothing changes at run time."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from programmes.models import User


class Request(HttpRequest):
    """A request from a signed-in user, as LoginRequiredMiddleware guarantees."""

    user: User
    htmx: HtmxDetails
