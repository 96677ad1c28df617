"""What an uploaded file is, is told by its content; what is two things at once is refused."""

import io
import zipfile

import pytest

from modellkoncept.files import content
from modellkoncept.files.content import UnfitFileError, kind_of
from tests.file_samples import EXE, JPEG, PDF, PNG, TEXT, odf, office, uploaded, zipped

GOOD = {
    "pdf": PDF,
    "docx": office("docx"),
    "pptx": office("pptx"),
    "xlsx": office("xlsx"),
    "odt": odf("odt"),
    "odp": odf("odp"),
    "ods": odf("ods"),
    "png": PNG,
    "jpeg": JPEG,
    "txt": TEXT,
}


def flaw_of(given: bytes) -> str:
    with pytest.raises(UnfitFileError) as refused:
        kind_of(io.BytesIO(given))
    return refused.value.flaw


@pytest.mark.parametrize("name", GOOD)
def test_every_kind_is_told_by_its_content_whatever_it_is_called(name):
    file = uploaded(GOOD[name], "virus.exe")

    assert kind_of(file).name == name
    assert file.tell() == 0


def test_there_is_a_good_file_of_every_kind():
    assert set(GOOD) == set(content.KINDS)


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffMed BOM".encode(),
        "Åäö".encode("cp1252"),
        "Åäö".encode("utf-16"),
        b"<3 \xc3\xa5 a < b",
        b"namn;adress\r\n=1+1;x",
    ],
)
def test_text_is_read_in_every_usual_encoding(text):
    assert kind_of(io.BytesIO(text)).name == "txt"


def encrypted_zip() -> bytes:
    """With the flag that says that a password is needed, in both places where it stands."""
    made = bytearray(office())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = made.find(mark)
        made[at + place] |= 1
    return bytes(made)


BOMB = office(**{"word/media/image1.bmp": b"\0" * (content.MOST_UNPACKED + 1)})
BAD = {
    "a program": (EXE, "unknown"),
    "a web page": (b" <!DOCTYPE html><script>alert(1)</script>", "unknown"),
    "a picture with scripts": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "unknown"),
    "XML": (b'\xef\xbb\xbf<?xml version="1.0"?><x/>', "unknown"),
    "controls": (b"text\x00text", "unknown"),
    "any ZIP": (zipped({"a.txt": "x"}), "unknown"),
    "a ZIP with a program": (zipped({"a.exe": EXE}), "unknown"),
    "two Office files": (office("docx", **{"xl/workbook.xml": "<x/>"}), "unknown"),
    "ODF of no kind": (zipped({"mimetype": "application/epub+zip"}), "unknown"),
    "a PDF that is cut off": (PDF[:20], "broken"),
    "a PDF that is something else first": (b"GIF89a" + PDF, "broken"),
    "a PDF that ends as a ZIP": (PDF + zipped({"a.exe": EXE}), "broken"),
    "a PDF with much after it": (PDF + b"x" * 4000, "broken"),
    "a picture that ends as a ZIP": (PNG + zipped({"a.exe": EXE}), "broken"),
    "a picture with something after it": (PNG + b"<script>", "broken"),
    "a picture that is cut off": (PNG[:-6], "broken"),
    "a photo with something after it": (JPEG + b"<?php ?>", "broken"),
    "an Office file with something before it": (EXE + office(), "unknown"),
    "an Office file with something after it": (office() + EXE, "broken"),
    "an Office file with a comment": (
        zipped({"[Content_Types].xml": "x", "word/document.xml": "x"}, b"MZ"),
        "broken",
    ),
    "an Office file that is cut off": (office()[:-30], "broken"),
    "an Office file that leads out": (office(**{"../../etc/passwd": "x"}), "broken"),
    "a ZIP bomb": (BOMB, "too_much"),
    "very many parts": (office(**{f"x{n}": "" for n in range(5001)}), "too_much"),
    "macros": (office(**{"word/vbaProject.bin": "x"}), "macros"),
    "macros by their type": (
        zipped(
            {
                "[Content_Types].xml": "application/vnd.ms-word.document.macroEnabled.main+xml",
                "word/document.xml": "x",
            }
        ),
        "macros",
    ),
    "macros of ODF": (odf(**{"Basic/script-lc.xml": "x"}), "macros"),
    "a password": (encrypted_zip(), "protected"),
    "an old Office file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old"),
    "an Office file with a password": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "protected",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_honest_file_is_refused_with_its_reason(name):
    given, flaw = BAD[name]

    assert flaw_of(given) == flaw


def test_a_file_that_lies_about_its_size_is_not_believed():
    made = bytearray(office(**{"word/media/a.bmp": b"\0" * 100_000}))
    at = made.rfind(b"PK\x01\x02")
    made[at + 24 : at + 28] = (10).to_bytes(4, "little")

    assert flaw_of(bytes(made)) == "broken"


def test_a_part_that_stands_twice_is_refused():
    out = io.BytesIO(office())
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("word/document.xml", "something else")

    assert flaw_of(out.getvalue()) == "broken"
