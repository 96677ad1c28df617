"""Context processor for the layout of every page."""

from functools import partial

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from modellkoncept.web.language import is_for_guests, language_in_address, query_of
from modellkoncept.web.return_url import page_to_return_to

THEMES = {"light", "dark"}  # chosen by hand; without a choice the device decides


def page_context(request: HttpRequest) -> dict[str, object]:
    chosen = request.COOKIES.get(settings.THEME_COOKIE_NAME)
    return {
        "DEMO": settings.DEMO,
        "oidc_providers": settings.OIDC_PROVIDERS,
        "theme": chosen if chosen in THEMES else "",
        "return_url": partial(page_to_return_to, request),
        **language_context(request),
    }


def language_context(request: HttpRequest) -> dict[str, object]:
    """How a page passes its language on: in its own links, and in those to what all may read."""
    chosen = language_in_address(request)
    return {
        "language_query": query_of(chosen),
        "foot_query": query_of(translation.get_language() if is_for_guests(request) else chosen),
        "without_cookies": bool(chosen) or is_for_guests(request),
    }
