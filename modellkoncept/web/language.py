"""The language of a page: by its address, by the user's choice, or by the browser's setting.

Guests are sent no cookie, so what they choose stands in the address and follows the links.
"""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

PARAMETER = "sprak"
# What guests open. They have chosen nothing yet, so there the browser's setting counts.
GUEST_PATHS = "/t/"


def known_language(code: str) -> str:
    """The code if it is one of our languages, else nothing."""
    return code if code in dict(settings.LANGUAGES) else ""


def language_in_address(request: HttpRequest) -> str:
    """The language that the address names, or nothing."""
    try:
        return known_language(request.GET.get(PARAMETER, ""))
    except SuspiciousOperation:  # more parameters than are read: whoever needs them refuses
        return ""


def chosen_language(request: HttpRequest) -> str:
    """The language that the user has chosen, in the address or in this browser; or nothing."""
    return language_in_address(request) or known_language(
        request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    )


def browser_language(accept_language: str) -> str:
    """The first of our languages that the header names, or nothing."""
    for code, _quality in parse_accept_lang_header(accept_language):
        try:
            return known_language(translation.get_supported_language_variant(code))
        except LookupError:
            continue
    return ""


def is_for_guests(request: HttpRequest) -> bool:
    return request.path.startswith(GUEST_PATHS)


def language_of(request: HttpRequest) -> str:
    """The language to answer in, as long as nothing else is known than the request.

    Accept-Language counts for guests alone: many a Swedish office has English browsers, and those
    who sign in can choose once and for all.
    """
    return (
        chosen_language(request)
        or (is_for_guests(request) and browser_language(request.headers.get("Accept-Language", "")))
        or settings.LANGUAGE_CODE
    )


def language_of_error(request: HttpRequest) -> str:
    """The language of an error page: the browser's, for whoever has chosen none and no session.

    What a guest's page has found out about its round still counts.
    """
    if is_for_guests(request):
        return translation.get_language() or language_of(request)
    chosen = chosen_language(request)
    if not chosen and settings.SESSION_COOKIE_NAME not in request.COOKIES:
        chosen = browser_language(request.headers.get("Accept-Language", ""))
    return chosen or settings.LANGUAGE_CODE


def query_of(language: str) -> str:
    """What follows the path in an address that names the language; nothing for none."""
    return f"?{PARAMETER}={language}" if language else ""


def without_language(address: str) -> str:
    """The same address, naming no language."""
    parts = urlsplit(address)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if name != PARAMETER]
    if len(kept) == len(pairs):
        return address
    return urlunsplit(parts._replace(query=urlencode(kept)))
