"""Context processor for the layout of every page."""

from functools import partial

from django.conf import settings
from django.http import HttpRequest

from modellkoncept.web.return_url import page_to_return_to

THEMES = {"light", "dark"}  # chosen by hand; without a choice the device decides


def page_context(request: HttpRequest) -> dict[str, object]:
    chosen = request.COOKIES.get(settings.THEME_COOKIE_NAME)
    return {
        "DEMO": settings.DEMO,
        "theme": chosen if chosen in THEMES else "",
        "return_url": partial(page_to_return_to, request),
    }
