"""Files as programs write them, as small as they can be; and what only looks like one."""

import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    + b"x" * 40
    + b"\xff\xd9"
)
TEXT = "Hej på er!\r\nVi ses i Granvik.\n".encode()
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(range(256)) * 4
OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES = '<Types><Override PartName="/{part}" ContentType="{kind}.main+xml"/></Types>'
OFFICE_PARTS = {
    "docx": ("word/document.xml", f"{OFFICE}wordprocessingml.document"),
    "pptx": ("ppt/presentation.xml", f"{OFFICE}presentationml.presentation"),
    "xlsx": ("xl/workbook.xml", f"{OFFICE}spreadsheetml.sheet"),
}
ODF_KINDS = {"odt": "text", "odp": "presentation", "ods": "spreadsheet"}


def zipped(parts: dict[str, bytes | str], comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            stored = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), content, stored)
        archive.comment = comment
    return out.getvalue()


def office(kind: str = "docx", **more: bytes | str) -> bytes:
    part, content_type = OFFICE_PARTS[kind]
    types = TYPES.format(part=part, kind=content_type)
    return zipped({"[Content_Types].xml": types, part: "<w/>", **more})


def odf(kind: str = "odt", **more: bytes | str) -> bytes:
    content_type = f"application/vnd.oasis.opendocument.{ODF_KINDS[kind]}"
    return zipped({"mimetype": content_type, "content.xml": "<office/>", **more})


def _chunk(name: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content)) + name + content
        + struct.pack(">I", zlib.crc32(name + content))
    )  # fmt: skip


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress(b"\0\0"))
    + _chunk(b"IEND", b"")
)


def uploaded(content: bytes = PDF, name: str = "fil.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
