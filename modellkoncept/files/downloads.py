"""Files to save: a name for every file system, and headers that stop a browser from guessing."""

import re
import unicodedata
from urllib.parse import quote

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from modellkoncept.text.shortening import shortened

LONGEST_NAME = 100  # without the suffix
# What a name keeps in a header's ASCII: å and é become a and e, all else goes.
NOT_PLAIN = re.compile(r"[^A-Za-z0-9 .,()_+-]+")


def as_download(content: bytes, content_type: str, name: str) -> HttpResponse:
    """A file to save: never shown in a page, never sniffed, never kept by a cache."""
    response = HttpResponse(content, content_type=content_type)
    set_download_headers(response, name)
    return response


def set_download_headers(response: HttpResponseBase, name: str) -> None:
    """Make any response, a streamed one too, a file to save under this name."""
    response["Content-Disposition"] = (
        f"attachment; filename=\"{_in_ascii(name)}\"; filename*=utf-8''{quote(name, safe='')}"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private"


def _in_ascii(name: str) -> str:
    """The name for who does not read `filename*`, in letters that every system has."""
    stem, dot, suffix = name.rpartition(".")
    letters = unicodedata.normalize("NFKD", stem)
    plain = NOT_PLAIN.sub(" ", "".join(c for c in letters if not unicodedata.combining(c)))
    return f"{' '.join(plain.replace(' ,', ',').split()) or 'fil'}{dot}{suffix}"


def safe_filename(title: str, suffix: str, *, ending: str = "") -> str:
    """The title as a file name, without the characters that a file system refuses.

    What is too long is cut between words, but never the `ending` of the title.
    """
    name, end = _without_refused(title), _without_refused(ending)
    room = LONGEST_NAME - len(f" {end}" if end else "")
    name = shortened(name, room, mark="") or name[:room]
    name = f"{name} {end}".strip(". ")
    return f"{name or _('Dokument')}.{suffix}"


def _without_refused(text: str) -> str:
    """Also without the sign of what was cut, which not every system shows in a name."""
    text = re.sub(r'[\x00-\x1f\x7f/\\:*?"<>|…]+', " ", text)
    return re.sub(r" +(?=,)", "", " ".join(text.split())).strip(". ")
