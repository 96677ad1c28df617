"""Theme and language, remembered in a cookie of this browser and nowhere else."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from modellkoncept.web.context import THEMES
from modellkoncept.web.http_methods import require_POST
from modellkoncept.web.language import known_language, without_language
from modellkoncept.web.return_url import is_same_origin, local_address

CHOICE_IS_KEPT = 365 * 24 * 60 * 60  # seconds


@login_not_required
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Remember the chosen theme in this browser, nowhere else, and go back."""
    theme = request.POST.get("theme")
    return _back_with(request, settings.THEME_COOKIE_NAME, theme if theme in THEMES else None)


@csrf_exempt
@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the chosen language in this browser, nowhere else, and go back.

    The open pages set no cookie, so their form has no token: there the browser's own word that it
    was sent from a page of ours will do, for a choice as harmless as this. Without it, the token.
    """
    if is_same_origin(request):
        return _set_language(request)
    return csrf_protect(_set_language)(request)


def _set_language(request: HttpRequest) -> HttpResponse:
    language = known_language(request.POST.get("language", ""))
    return _back_with(request, settings.LANGUAGE_COOKIE_NAME, language or None)


def _back_with(request: HttpRequest, cookie: str, value: str | None) -> HttpResponse:
    """Back to where the choice was made, which is never another site, with the choice kept."""
    # A language in the address would go on deciding there, whatever was chosen.
    back = without_language(local_address(request, request.POST.get("next", "")))
    response = HttpResponseRedirect(back)
    if value is None:
        response.delete_cookie(cookie, samesite="Lax")
    else:
        response.set_cookie(
            cookie,
            value,
            max_age=CHOICE_IS_KEPT,
            secure=settings.SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response
