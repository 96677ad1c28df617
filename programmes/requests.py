"""What a view behind the sign-in may count on: types only, nothing changes at run time."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from programmes.models import User


class Request(HttpRequest):
    """A request from somebody who has signed in: LoginRequiredMiddleware has seen to it."""

    user: User
    htmx: HtmxDetails
