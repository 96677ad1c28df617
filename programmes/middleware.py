"""Middleware of rounds, and of a system that nobody is in yet."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from modellkoncept.web.conflict import CONFLICT
from modellkoncept.web.htmx import retarget_main
from modellkoncept.web.language import is_for_guests
from programmes.errors import RoundClosedError
from programmes.queries.first_person import is_empty
from programmes.queries.second_steps import has_second_step, must_have_second_step

# What may be read, and chosen, also when nobody is here.
WITHOUT_PEOPLE = {
    "accessibility",
    "anonymity",
    "first_person",
    "health",
    "set_language",
    "set_theme",
}
# What is open to who has yet to set up the second step that is asked of her.
WITHOUT_SECOND_STEP = {"second_step_settings", "set_language", "set_theme", "account_logout"}


class RoundClosedMiddleware:
    """Answer 409 with an explaining page when a service refused to change a closed round."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, RoundClosedError):
            return None
        response = render(request, "programmes/rounds/closed.html", status=CONFLICT)
        return retarget_main(request, response)


class FirstPersonMiddleware:
    """While nobody is registered, lead every page but the open ones to where the first person is.

    Once somebody has been seen, the process asks no more: pages then cost what they did.
    """

    has_seen_somebody = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponse],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        found = request.resolver_match
        if (
            FirstPersonMiddleware.has_seen_somebody
            or (found and found.view_name in WITHOUT_PEOPLE)
            or is_for_guests(request)
        ):
            return None
        try:
            if is_empty():
                return HttpResponseRedirect(reverse("first_person"))
        except (DatabaseError, InterfaceError):
            return None  # what does not answer says nothing of who is here; the page says the rest
        FirstPersonMiddleware.has_seen_somebody = True
        return None


class SecondStepMiddleware:
    """Where the settings ask a second step of SKR's people, lead those without one to set it up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponse],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        found = request.resolver_match
        is_open = not getattr(view_func, "login_required", True)
        if not settings.STAFF_MFA_REQUIRED or is_open or not request.user.is_authenticated:
            return None
        if found and found.view_name in WITHOUT_SECOND_STEP:
            return None
        if must_have_second_step(request.user) and not has_second_step(request.user):
            return HttpResponseRedirect(reverse("second_step_settings"))
        return None
