"""What htmx is told to replace; a browser without it gets the page as it is."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from modellkoncept.web.htmx import is_htmx, retarget_main

FOR_MAIN = {"HX-Retarget": "#main", "HX-Reswap": "outerHTML", "HX-Reselect": "#main"}


@pytest.mark.parametrize(
    ("headers", "asks"),
    [({"HX-Request": "true"}, True), ({"HX-Request": "false"}, False), ({}, False)],
)
def test_only_htmx_is_told_to_replace_the_whole_main(headers, asks):
    request = RequestFactory().get("/", headers=headers)

    response = retarget_main(request, HttpResponse("<main id=main></main>", status=409))

    told = {name: value for name, value in response.items() if name.startswith("HX-")}
    assert is_htmx(request) is asks
    assert told == (FOR_MAIN if asks else {})
    assert (response.status_code, response.content) == (409, b"<main id=main></main>")
