"""An uploaded PDF: judged by what it holds, and shown under a name without a path."""

import re

from django.core.files.base import File

from modellkoncept.text.cleaning import clean_line

MAX_PDF_BYTES = 10 * 1024 * 1024  # bytes
MAX_FILE_NAME_LENGTH = 120


def pdf_flaw(name: str, file: "File[bytes]") -> str:
    """What is wrong with the file: "name", "size" or "content"; nothing when it is a PDF."""
    if not name.casefold().endswith(".pdf"):
        return "name"
    if not 0 < (file.size or 0) <= MAX_PDF_BYTES:
        return "size"
    file.seek(0)
    begins = file.read(5)
    file.seek(0)
    return "" if begins == b"%PDF-" else "content"


def shown_pdf_name(name: str, *, otherwise: str) -> str:
    """The name as a reader sees it: no path, nothing invisible, and not too long."""
    name = clean_line(re.split(r"[/\\]", name)[-1])
    stem = name[: -len(".pdf")].strip() or otherwise
    return f"{stem[: MAX_FILE_NAME_LENGTH - len('.pdf')]}.pdf"
