"""Public pages: the accessibility statement, and what boards promise about anonymity."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from modellkoncept.privacy.small_groups import LIMITS


def _by_choices(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The same to everybody who has chosen the same language and theme."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        response = view(request)
        patch_vary_headers(response, ["Cookie"])
        patch_cache_control(response, no_cache=True)
        return response

    return answer


@login_not_required
@require_safe
@_by_choices
def accessibility(request: HttpRequest) -> HttpResponse:
    """The statement that the law asks for, the same to everybody."""
    return render(
        request, "modellkoncept/accessibility.html", {"statement": settings.ACCESSIBILITY}
    )


@login_not_required
@require_safe
@_by_choices
def anonymity(request: HttpRequest) -> HttpResponse:
    """The page on anonymity: what the boards promise, and what cannot be promised."""
    context = {
        "limits": LIMITS,
        "retention_days": settings.BOARD_RETENTION_DAYS,
        "disposal_decision": settings.BOARD_DISPOSAL_DECISION,
    }
    return render(request, "modellkoncept/anonymity.html", context)
