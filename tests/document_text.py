"""The text of a finished PDF or Word file, for tests of documents."""

import io
import re
import zipfile
from xml.etree import ElementTree

from pypdf import PdfReader

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# An A4 page's head and foot lie outside these heights (points from the bottom).
BODY_FROM, BODY_TO = 68, 780


def pdf_text(data: bytes) -> str:
    """The text of all pages, without their headers, footers and words broken at a line's end."""
    texts = []
    for page in PdfReader(io.BytesIO(data)).pages:
        parts: list[str] = []

        def collect(text, cm, tm, _font, _size, parts=parts):
            if BODY_FROM < tm[4] * cm[1] + tm[5] * cm[3] + cm[5] < BODY_TO:
                parts.append(text)

        page.extract_text(visitor_text=collect)
        texts.append("\n".join(parts))
    return re.sub(r"\s*\u2010\s*", "", " ".join(" ".join(texts).split()))


def word_paragraphs(data: bytes) -> list[tuple[str, str]]:
    """(style, text) of each paragraph with text, in order."""
    document = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml")
    found = []
    for paragraph in ElementTree.fromstring(document).iter(f"{W}p"):  # noqa: S314 – our own file
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        text = "".join(part.text or "" for part in paragraph.iter(f"{W}t")).strip()
        if text:
            found.append((style.get(f"{W}val", "") if style is not None else "", text))
    return found
