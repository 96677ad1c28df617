"""Read the cells of a workbook that a stranger made: as text, and no more of it than is bounded.

Only values are read: no formula is computed, no macro run, no link followed. What unpacks to more
than its bound, or declares entities, is refused before a parser sees it.
"""

import io
import zipfile
from datetime import date, datetime, time
from itertools import islice
from typing import Any

import openpyxl

MAX_FILE_BYTES = 5 * 1024 * 1024
MAX_UNPACKED_BYTES = 25 * 1024 * 1024
MAX_PARTS = 500
MAX_COLUMNS = 30
LONGEST_CELL = 1000  # characters
HEAD = 4096  # bytes of a part, where a document type would stand

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class UnreadableSpreadsheetError(Exception):
    """The file is no workbook that can be read: damaged, locked, or made to harm."""


class OldSpreadsheetError(Exception):
    """The file is of the kind that Excel wrote before 2007, or locked with a password."""


class TooLargeSpreadsheetError(Exception):
    """The file, or what it unpacks to, is larger than it may be."""


def is_workbook(content: bytes) -> bool:
    """Whether the content, whatever the file is called, is a workbook and no text."""
    return content.startswith((ZIP, OLE))


def read_rows(content: bytes, most: int) -> list[list[str]]:
    """The cells of the first sheet that holds any, row by row, at most so many rows.

    Raises UnreadableSpreadsheetError, OldSpreadsheetError or TooLargeSpreadsheetError.
    """
    if content.startswith(OLE):
        raise OldSpreadsheetError
    _check_parts(content)
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
        try:
            return _first_rows(book, most)
        finally:
            book.close()
    except Exception as error:  # the parser of a damaged file raises anything
        raise UnreadableSpreadsheetError from error


def _check_parts(content: bytes) -> None:
    if len(content) > MAX_FILE_BYTES:
        raise TooLargeSpreadsheetError
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            # A part that unpacks to more than it says is cut there by the reader.
            unpacked = sum(part.file_size for part in parts)
            if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED_BYTES:
                raise TooLargeSpreadsheetError
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as file:
                        _refuse_entities(file.read(HEAD))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, ValueError) as error:
        raise UnreadableSpreadsheetError from error


def _refuse_entities(head: bytes) -> None:
    """No workbook declares entities; an encoding that hides such a word is none of Excel's."""
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head or b"\x00" in head:
        raise UnreadableSpreadsheetError


def _first_rows(book: Any, most: int) -> list[list[str]]:
    for sheet in book.worksheets:
        rows = sheet.iter_rows(max_row=most, max_col=MAX_COLUMNS, values_only=True)
        found = [[_text(cell) for cell in row] for row in islice(rows, most)]
        if any(any(row) for row in found):
            return found
    return []


def _text(cell: Any) -> str:
    if cell is None or isinstance(cell, bool):
        return "" if cell is None else ("ja" if cell else "nej")
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)[:LONGEST_CELL]
