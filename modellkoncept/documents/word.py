"""Turn a page into Word through pandoc, which no other module imports, and finish its file.

The looks come from a reference document: a Word file, that is a zip of XML parts, zipped here from
templates/documents/word. pandoc takes styles, footer, paper, margins and language from it, and
word.lua names the styles of the lists. The rest is done to the file that pandoc wrote.
"""

import functools
import io
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from django.template.loader import render_to_string

LANGUAGES = {"sv": "sv-SE", "en": "en-GB"}
# The parts of the reference document; pandoc has its own for the rest.
REFERENCE = {
    "word/document.xml": "documents/word/document.xml",
    "word/_rels/document.xml.rels": "documents/word/document.xml.rels",
    "word/styles.xml": "documents/word/styles.xml",
    "word/settings.xml": "documents/word/settings.xml",
    "word/footer1.xml": "documents/word/footer.xml",
    "docProps/app.xml": "documents/word/app.xml",
}
FILTER = Path(__file__).with_suffix(".lua")
# What pandoc writes and no reference document changes: tables as wide as their text, lists far in.
TABLE_WIDTH = (b'<w:tblW w:type="auto" w:w="0" />', b'<w:tblW w:type="pct" w:w="5000" />')
LIST_LEVEL = re.compile(rb"<w:lvl .*?</w:lvl>", re.DOTALL)
LIST_INDENT = re.compile(rb'<w:ind w:left="(\d+)" w:hanging="(\d+)" />')
BULLET = b'<w:numFmt w:val="bullet" />'
INDENT = 340  # twentieths of a point per level of a list
ROOM_FOR_NUMBER = 567  # where the list has numbers: "2000."
PANDOC_SECONDS = 60


def from_html(html: str, *, title: str, language: str, organisation: str, made_on: date) -> bytes:
    """Turn the page into a Word file styled by the reference, with this metadata and no more."""
    language = LANGUAGES.get(language, language)
    about = {"title": title, "language": language, "made_on": made_on}
    written = _written_by_pandoc(html, reference=_reference(language, organisation))
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["docProps/core.xml"] = render_to_string("documents/word/core.xml", about).encode()
    parts["word/document.xml"] = parts["word/document.xml"].replace(*TABLE_WIDTH)
    parts["word/numbering.xml"] = LIST_LEVEL.sub(_narrower, parts["word/numbering.xml"])
    return _zipped(parts)


def _written_by_pandoc(html: str, *, reference: bytes) -> bytes:
    """Let pandoc write the file; in its sandbox it reads no other file and no network."""
    import pypandoc  # noqa: PLC0415 – only a worker that makes Word needs it

    with tempfile.TemporaryDirectory() as folder:
        styled = Path(folder) / "reference.docx"
        styled.write_bytes(reference)
        made = subprocess.run(  # noqa: S603 – a fixed command; the page goes in by stdin
            [
                pypandoc.get_pandoc_path(),
                "--sandbox",
                "--from=html",
                "--to=docx",
                f"--reference-doc={styled}",
                f"--lua-filter={FILTER}",
                "--syntax-highlighting=none",  # no styles for code, which no document has
                "--output=-",
                "+RTS",
                "-M512M",
                "-RTS",
            ],
            input=html.encode(),
            capture_output=True,
            check=True,
            timeout=PANDOC_SECONDS,
        )
    return made.stdout


@functools.cache
def _reference(language: str, organisation: str) -> bytes:
    """The Word file that pandoc takes styles, footer, paper and language from."""
    context = {"language": language, "organisation": organisation}
    return _zipped(
        {part: render_to_string(name, context).encode() for part, name in REFERENCE.items()}
    )


def _narrower(level: re.Match[bytes]) -> bytes:
    """Bring a list in to the left edge, as in the PDF: here a list is the text itself."""
    hanging = INDENT if BULLET in level[0] else ROOM_FOR_NUMBER

    def narrow(indent: re.Match[bytes]) -> bytes:
        depth = int(indent[1]) // (2 * int(indent[2]))
        left = INDENT * (depth - 1) + hanging
        return b'<w:ind w:left="%d" w:hanging="%d" />' % (left, hanging)

    return LIST_INDENT.sub(narrow, level[0])


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            # Always the same moment: no clock in the file says when somebody pressed the button.
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return file.getvalue()
