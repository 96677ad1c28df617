"""Error pages, in the language of whoever meets them."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.views import defaults

from modellkoncept.web.context import language_context
from modellkoncept.web.language import language_of_error

More = ParamSpec("More")

# A session that the server ended for its silence; a server that only reads, after a failover.
UNAVAILABLE = {"25P03", "25006"}


def is_unavailable(error: BaseException | None) -> bool:
    """Whether the database is away, hangs or refuses for now: trying again later may help."""
    if isinstance(error, OperationalError | InterfaceError):
        return True
    return (
        isinstance(error, InternalError) and getattr(error.__cause__, "sqlstate", "") in UNAVAILABLE
    )


def in_readers_language(
    answer: Callable[Concatenate[HttpRequest, More], HttpResponse],
) -> Callable[Concatenate[HttpRequest, More], HttpResponse]:
    """The error page in its reader's language."""

    @wraps(answer)
    def answered(request: HttpRequest, *given: More.args, **named: More.kwargs) -> HttpResponse:
        with translation.override(language_of_error(request)):
            return answer(request, *given, **named)

    return answered


@in_readers_language
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return defaults.bad_request(request, exception)


@in_readers_language
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return defaults.permission_denied(request, exception)


@in_readers_language
def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return defaults.page_not_found(request, exception)


@in_readers_language
def database_unavailable(request: HttpRequest) -> HttpResponse:
    """The error page while Postgres is away; the page itself needs no database."""
    response = HttpResponse(render_to_string("503.html", language_context(request)), status=503)
    response["Retry-After"] = "5"
    return response


@in_readers_language
def keys_unavailable(request: HttpRequest) -> HttpResponse:
    """The error page while a board's key cannot be read or stored."""
    response = HttpResponse(
        render_to_string("503_keys.html", language_context(request)), status=503
    )
    response["Retry-After"] = "5"
    return response


@in_readers_language
def server_error(request: HttpRequest) -> HttpResponse:
    """The last page of all: it asks nothing of session, user or database."""
    if is_unavailable(sys.exception()):
        return database_unavailable(request)
    return HttpResponse(render_to_string("500.html", language_context(request)), status=500)


@in_readers_language
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)
