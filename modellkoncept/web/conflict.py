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
    was_removed: bool = False,
    changed_by_another: bool = False,
) -> HttpResponse:
    """The page with its form: 409 when another user has saved, 422 when the input is invalid.

    `stored` is what another person has saved meanwhile; the template shows it beside the form.
    When it `was_removed` there is nothing to show beside what was typed; when it was
    `changed_by_another` nothing was typed that could be lost, or it cannot be saved any more.
    """
    if stored or was_removed or changed_by_another:
        status = CONFLICT
    else:
        status = UNPROCESSABLE if form is not None and form.errors else OK
    conflict = {
        "stored": stored,
        "was_removed": was_removed,
        "changed_by_another": changed_by_another,
    }
    return render(request, template, {**context, **conflict}, status=status)
