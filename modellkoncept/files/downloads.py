"""Files to save: a name for every file system, and headers that stop a browser from guessing."""

import re

from django.http import HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _


def as_download(content: bytes, content_type: str, name: str) -> HttpResponse:
    """A file to save: never shown in a page, never sniffed, never kept by a cache."""
    response = HttpResponse(content, content_type=content_type)
    set_download_headers(response, name)
    return response


def set_download_headers(response: HttpResponseBase, name: str) -> None:
    """Make any response, a streamed one too, a file to save under this name."""
    response["Content-Disposition"] = str(content_disposition_header(True, name))
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private"


def safe_filename(title: str, suffix: str) -> str:
    """The title as a file name, without the characters that a file system refuses."""
    name = re.sub(r'[\x00-\x1f\x7f/\\:*?"<>|]+', " ", title)
    name = " ".join(name.split()).strip(". ")[:100].rstrip(". ")
    return f"{name or _('Dokument')}.{suffix}"
