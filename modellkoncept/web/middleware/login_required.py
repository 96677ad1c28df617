"""Sign-in on every page but the open ones, and the return to the page asked for."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import middleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url

from modellkoncept.web.return_url import SAFE, page_to_return_to


class LoginRequiredMiddleware(middleware.LoginRequiredMiddleware):
    """Require sign-in on all pages but the open ones; on those the user is not looked up."""

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
        """Redirect to sign-in, and back to a page: the target of a form often answers only POST."""
        if request.method in SAFE:
            return super().handle_no_permission(request, view_func)
        return redirect_to_login(
            page_to_return_to(request),
            resolve_url(self.get_login_url(view_func)),
            self.get_redirect_field_name(view_func),
        )
