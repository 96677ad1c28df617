"""What must hold for every answer, whichever view gave it."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers

from modellkoncept.web.errors import database_unavailable
from modellkoncept.web.log_filter import NOTE_ENDPOINT
from modellkoncept.web.return_url import SAFE, page_to_return_to

Answer = Callable[[HttpRequest], HttpResponse]

FIRST_ERROR = 400
WRONG_METHOD = 405


class say_when_storage_is_gone:  # noqa: N801 – reads as the sentence it is, in the list of middleware
    """Answer 503 with a kind sentence, never 500, when Postgres cannot be reached."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError):
            return database_unavailable(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError | InterfaceError):
            return database_unavailable(request)
        return None


def keep_signed_in_pages_out_of_caches(get_response: Answer) -> Answer:
    """Mark what a signed-in person sees as hers alone, also for the browser's own back button."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        # Asking the session whether it was used leaves it unused: the guest pages stay without one.
        session = getattr(request, "session", None)
        if session is not None and session.accessed and not response.has_header("Cache-Control"):
            patch_cache_control(response, no_store=True, private=True)
        elif response.status_code >= FIRST_ERROR and not response.has_header("Cache-Control"):
            # What went wrong is told in the reader's own language and theme.
            patch_cache_control(response, no_cache=True)
            patch_vary_headers(response, ["Cookie"])
        return response

    return answer


def ask_the_machine_for_nothing(get_response: Answer) -> Answer:
    """Tell the browser that no page of ours needs camera, place or the like."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        return response

    return answer


def ignore_impossible_sessions(get_response: Answer) -> Answer:
    """Treat a session cookie that we cannot have made as none: the database would choke on it."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.COOKIES.get(settings.SESSION_COOKIE_NAME, "x").isalnum():
            del request.COOKIES[settings.SESSION_COOKIE_NAME]
        return get_response(request)

    return answer


def speak_the_chosen_language(get_response: Answer) -> Answer:
    """Swedish, unless somebody has chosen another in the foot of the page.

    What the browser says of itself is not asked: many a Swedish office has English browsers.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = chosen in dict(settings.LANGUAGES)
        with translation.override(chosen if known else settings.LANGUAGE_CODE):
            return get_response(request)

    return answer


def explain_a_wrong_method(get_response: Answer) -> Answer:
    """Give the empty 405 of a view a page, for whoever opened in a browser what a form is sent to.

    Scripts, JSON and the note doors want no page, and get none.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if (
            response.status_code == WRONG_METHOD
            and not response.content
            and "text/html" in request.headers.get("Accept", "")
            and "HX-Request" not in request.headers
            and not NOTE_ENDPOINT.search(request.path)
        ):
            response.content = render_to_string("405.html", request=request).encode()
        return response

    return answer


class LoginRequired(LoginRequiredMiddleware):
    """Ask for sign-in everywhere but on the open pages, and on those do not even look who it is."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        """After sign-in come back to a page: where a form is sent to there is often none."""
        if request.method in SAFE:
            return super().handle_no_permission(request, view_func)
        return redirect_to_login(
            page_to_return_to(request),
            resolve_url(self.get_login_url(view_func)),
            self.get_redirect_field_name(view_func),
        )
