"""Confirmation page before a step that cannot be undone, for browsers that run no scripts.

With scripts the page itself asks (data-confirm, static/js/common.js) and sends the answer along.
"""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from modellkoncept.web.htmx import retarget_main

CONFIRMED = "confirmed"  # the field that says that the question has been answered with yes
OF_THE_FORM_ITSELF = {CONFIRMED, "csrfmiddlewaretoken"}


def is_confirmed(request: HttpRequest) -> bool:
    return request.POST.get(CONFIRMED) == "1"


def confirmation_page(
    request: HttpRequest,
    question: object,
    *,
    back: str,
    yes: str,
    fields: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    """The question as a page: `yes` is the verb of its button, as "Stäng tavlan" and never "Ja".

    The button posts the same form again, with `fields`; the other leads to `back`. Check the
    permission first: a user without it must not be asked.
    """
    if not yes.strip():
        raise ValueError("A question is answered with its verb.")
    heading, mark, more = str(question).partition("?")
    context = {
        "heading": heading + mark,
        "more": more.strip(),
        "fields": [
            (name, value)
            for name, values in request.POST.lists()
            if name not in OF_THE_FORM_ITSELF
            for value in values
        ]
        + list(fields),
        "back": back,
        "yes": yes,
    }
    response = render(request, "modellkoncept/confirm.html", context)
    return retarget_main(request, response)
