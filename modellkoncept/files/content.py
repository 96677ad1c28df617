"""What an uploaded file is, told by its content and never by its name.

Signatures are puremagic's; each kind must then prove that it is whole and nothing else besides: a
file that two programs would read as two different things is refused.
"""

import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO, Any

import puremagic
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HEAD, TAIL = 8192, 2048  # bytes
CHUNK = 1024 * 1024
MOST_UNPACKED = 250 * 1024 * 1024  # bytes of an Office file with everything in it
MOST_ENTRIES = 5000
END_OF_ZIP = 22  # bytes: the record that ends a ZIP without a comment
PDF_BEGINS_WITHIN = 1024  # where programs for PDF look for its beginning
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
MARKUP = re.compile(r"\s*<(?:!doctype|html|head|body|script|svg|\?xml|\?php)", re.IGNORECASE)


@dataclass(frozen=True)
class FileKind:
    """A kind of file that may be uploaded, and how it is handed out."""

    name: str
    label: str | Promise
    suffix: str
    content_type: str


_OFFICE = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
PDF = FileKind("pdf", "PDF", "pdf", "application/pdf")
WORD = FileKind("docx", "Word", "docx", f"{_OFFICE}wordprocessingml.document")
POWERPOINT = FileKind("pptx", "PowerPoint", "pptx", f"{_OFFICE}presentationml.presentation")
EXCEL = FileKind("xlsx", "Excel", "xlsx", f"{_OFFICE}spreadsheetml.sheet")
ODT = FileKind("odt", _("OpenDocument-text"), "odt", f"{_ODF}text")
ODP = FileKind("odp", _("OpenDocument-presentation"), "odp", f"{_ODF}presentation")
ODS = FileKind("ods", _("OpenDocument-kalkylblad"), "ods", f"{_ODF}spreadsheet")
PNG = FileKind("png", _("PNG-bild"), "png", "image/png")
JPEG = FileKind("jpeg", _("JPEG-bild"), "jpg", "image/jpeg")
TEXT = FileKind("txt", _("Text"), "txt", "text/plain; charset=utf-8")
KINDS = {each.name: each for each in (PDF, WORD, POWERPOINT, EXCEL, ODT, ODP, ODS, PNG, JPEG, TEXT)}
# The part that makes an Office file what it is.
OFFICE_PARTS = {
    "word/document.xml": WORD,
    "ppt/presentation.xml": POWERPOINT,
    "xl/workbook.xml": EXCEL,
}
ODF_KINDS = {each.content_type.encode(): each for each in (ODT, ODP, ODS)}


class UnfitFileError(Exception):
    """The file is none that may be uploaded; `flaw` says why.

    unknown: no kind that we know. broken: cut off, or something stands before or after it. macros:
    an Office file with programs in it. protected: needs a password. old: an Office file of before
    2007, in which all of that may hide. too_much: it unpacks to more than any honest file.
    """

    def __init__(self, flaw: str) -> None:
        super().__init__(flaw)
        self.flaw = flaw


def kind_of(file: "IO[bytes]") -> FileKind:
    """The kind of this file, read from its beginning; it stands at its beginning afterwards.

    Raises UnfitFileError.
    """
    file.seek(0)
    head = file.read(HEAD)
    try:
        return _kind(file, head)
    finally:
        file.seek(0)


def _kind(file: "IO[bytes]", head: bytes) -> FileKind:
    suffixes = _suffixes(head)
    if head.startswith(b"PK\x03\x04") and suffixes & {".zip", ".docx", ".odt"}:
        return _kind_of_zip(file)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnfitFileError("protected" if _is_encrypted(file) else "old")
    for suffix, prove, kind in _PROVEN:
        if suffix in suffixes:
            prove(file, head)
            _refuse_hidden_zip(file)
            return kind
    _prove_text(file)
    return TEXT


def _suffixes(head: bytes) -> set[str]:
    """The suffixes of all files that begin like this."""
    try:
        return {each.extension for each in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):  # it knows none
        return set()


def _prove_pdf(file: "IO[bytes]", head: bytes) -> None:
    if not re.match(rb"%PDF-[12]\.\d", head) or b"%%EOF" not in _tail(file):
        raise UnfitFileError("broken")


def _prove_png(file: "IO[bytes]", head: bytes) -> None:
    """Chunk by chunk, from the first to the last, and nothing after it."""
    file.seek(8)
    first = True
    while len(start := file.read(8)) == 8:  # noqa: PLR2004 – length and name
        length, name = int.from_bytes(start[:4]), start[4:]
        if first and name != b"IHDR":
            break
        first = False
        file.seek(length + 4, 1)
        if name == b"IEND":
            if file.tell() == _size(file):
                return
            break
    raise UnfitFileError("broken")


def _prove_jpeg(file: "IO[bytes]", head: bytes) -> None:
    """It ends where the picture ends, or with the mark that some phones put after it."""
    end = _tail(file).rstrip(b"\0\r\n")
    if not head.startswith(b"\xff\xd8\xff") or not end.endswith((b"\xff\xd9", b"SEFT")):
        raise UnfitFileError("broken")


_PROVEN = ((".pdf", _prove_pdf, PDF), (".png", _prove_png, PNG), (".jpg", _prove_jpeg, JPEG))


def _prove_text(file: "IO[bytes]") -> None:
    """Words that can be read, and no page of a browser."""
    file.seek(0)
    text = _decoded(file.read())
    if text is None or CONTROLS.search(text) or MARKUP.match(text.lstrip("\ufeff")):
        raise UnfitFileError("unknown")
    if "%PDF-" in text[:PDF_BEGINS_WITHIN]:
        raise UnfitFileError("broken")


def _decoded(content: bytes) -> str | None:
    is_utf_16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if is_utf_16 else ("utf-8", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _kind_of_zip(file: "IO[bytes]") -> FileKind:
    """The kind of an Office or OpenDocument file, all of which has been unpacked once."""
    try:
        with zipfile.ZipFile(file) as archive:
            _refuse_what_stands_around(file, archive)
            entries = archive.infolist()
            if len(entries) > MOST_ENTRIES:
                raise UnfitFileError("too_much")
            if any(entry.flag_bits & 1 for entry in entries):
                raise UnfitFileError("protected")
            kind = _kind_of_parts(archive, entries)
            _unpack(archive, entries)
            return kind
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise UnfitFileError("broken") from error


def _refuse_what_stands_around(file: "IO[bytes]", archive: zipfile.ZipFile) -> None:
    """Something before the first entry or after the last record: another file in the same bytes."""
    file.seek(-min(END_OF_ZIP, _size(file)), 2)
    ends_there = file.read().startswith(b"PK\x05\x06")
    starts = [entry.header_offset for entry in archive.infolist()]
    if not ends_there or archive.comment or not starts or min(starts) != 0:
        raise UnfitFileError("broken")


def _kind_of_parts(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> FileKind:
    names = {entry.filename for entry in entries}
    if len(names) != len(entries) or any(_leads_out(name) for name in names):
        raise UnfitFileError("broken")
    if entries[0].filename == "mimetype":
        if any(name.startswith(("Basic/", "Scripts/")) for name in names):
            raise UnfitFileError("macros")
        with archive.open(entries[0]) as content:
            found = ODF_KINDS.get(content.read(HEAD))
    else:
        found = _office_kind(archive, names)
    if found is None:
        raise UnfitFileError("unknown")
    return found


def _office_kind(archive: zipfile.ZipFile, names: set[str]) -> FileKind | None:
    kinds = [kind for part, kind in OFFICE_PARTS.items() if part in names]
    if len(kinds) != 1 or "[Content_Types].xml" not in names:
        return None
    with archive.open("[Content_Types].xml") as content:
        types = content.read(CHUNK)
    has_programs = any(
        name.casefold().endswith(("vbaproject.bin", "vbadata.xml")) for name in names
    )
    if has_programs or b"macroenabled" in types.lower():
        raise UnfitFileError("macros")
    return kinds[0]


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name)


def _unpack(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """Read everything once: what a file says of its own size is not believed."""
    room = MOST_UNPACKED
    if sum(entry.file_size for entry in entries) > room:
        raise UnfitFileError("too_much")
    for entry in entries:
        with archive.open(entry) as content:
            while chunk := content.read(CHUNK):
                room -= len(chunk)
                if room < 0:
                    raise UnfitFileError("too_much")


def _refuse_hidden_zip(file: "IO[bytes]") -> None:
    """A picture or PDF that a ZIP program would open is two files in one."""
    if zipfile.is_zipfile(file):
        raise UnfitFileError("broken")


def _is_encrypted(file: "IO[bytes]") -> bool:
    """Whether this is the wrapping of an Office file with a password: its parts say so."""
    file.seek(0)
    name: Any = "EncryptedPackage".encode("utf-16-le")
    return name in file.read()


def _tail(file: "IO[bytes]") -> bytes:
    file.seek(-min(TAIL, _size(file)), 2)
    return file.read()


def _size(file: "IO[bytes]") -> int:
    at = file.tell()
    size = file.seek(0, 2)
    file.seek(at)
    return size
