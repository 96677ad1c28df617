"""Edit conflict: 409 with what is stored beside what was typed, so that nothing is lost."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

CONFLICT, UNPROCESSABLE, OK = 409, 422, 200


def render_form(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    form: forms.BaseForm | None,
    stored: Any = None,
) -> HttpResponse:
    """The page with its form: 409 when another user has saved, 422 when the input is invalid.

    `stored` is what another person has saved meanwhile; the template shows it beside the form.
    """
    status = CONFLICT if stored else UNPROCESSABLE if form is not None and form.errors else OK
    return render(request, template, {**context, "stored": stored}, status=status)
