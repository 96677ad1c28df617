"""Addresses that fail in every way a view can fail, for the test of the log."""

from django.core.exceptions import (
    BadRequest,
    DisallowedHost,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
)
from django.db import connection
from django.http import Http404, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.urls import include, path

SAID = "Hemligt som någon har skickat\nTraceback (most recent call last): påhittat"
REFUSALS = {
    "403": PermissionDenied(SAID),
    "404": Http404(SAID),
    "bad": BadRequest(SAID),
    "suspicious": SuspiciousOperation(SAID),
    "host": DisallowedHost(SAID),
    "large": RequestDataTooBig(SAID),
    "fields": TooManyFieldsSent(SAID),
    "multipart": MultiPartParserError(SAID),
}
ANSWERS = [400, 401, 403, 404, 405, 409, 410, 413, 422, 429]


def _raising(error: Exception):
    def view(_request, **_kwargs):
        raise error

    return view


def _answering(status: int):
    return lambda _request: HttpResponse(status=status)


def refused_row(_request):
    """Postgres says which row it refuses."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE refusing (text text CHECK (text = 'x')) ON COMMIT DROP")
        cursor.execute("INSERT INTO refusing VALUES (%s)", [SAID])


urlpatterns = [
    path("fel/rad/", refused_row),
    *(path(f"fel/{name}/", _raising(error)) for name, error in REFUSALS.items()),
    *(path(f"svar/{status}/", _answering(status)) for status in ANSWERS),
    path("fel/bugg/", _raising(ZeroDivisionError("bugg"))),
    path("t/<str:board>/bilaga/1/", _raising(PermissionDenied(SAID))),
    path("t/<str:board>/lapp/1/1/0/", _raising(SuspiciousOperation(SAID))),
    path("tavlor/1/lappar/<uuid:note>/dolj/", _raising(PermissionDenied(SAID))),
    path("", include("modellkoncept.urls")),
]
