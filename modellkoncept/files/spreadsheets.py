"""CSV and XLSX files that Swedish Excel opens right and no formula escapes from.

A spreadsheet takes a cell that begins with = + - or @ for a formula, also when a stranger wrote it.
In CSV such a text gets an apostrophe before it; in XLSX it is marked as text, and stays as it was.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from modellkoncept.files.metadata import ORGANISATION
from modellkoncept.text.cleaning import UNPRINTABLE

Cell = str | int | float | Decimal | None
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FORMULA_SIGNS = set("=+-@\t\r\n\u2212")  # −, a minus that looks like a hyphen, too
# What a program may skip before it looks for a formula: controls, blanks, marks that do not show,
# accents without a letter, and quotation marks.
SKIPPED_CATEGORIES = {"Cc", "Cf", "Cn", "Co", "Cs", "Mn", "Me", "Zs", "Zl", "Zp"}
QUOTATION_MARKS = set("'\"‘’“”„´`＇＂")
FILLERS = set("\u115f\u1160\u2800\u3164\uffa0")  # letters that are drawn as nothing
LONGEST_SHEET_NAME = 31
LONGEST_HEADING = 255  # of a column in a table
LONGEST_CELL = 32_767
WIDEST = 90  # characters


@dataclass(frozen=True)
class Sheet:
    """A table: its headings, and a cell for each of them in every row."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    widths: Sequence[int] = ()  # in characters; missing ones follow the headings


def is_formula_like(text: str) -> bool:
    """Whether a spreadsheet could take the text for a formula, however it begins."""
    if text[:1] in FORMULA_SIGNS:
        return True
    first = next((each for each in text if not _may_be_skipped(each)), "")
    # ＝ ﹢ ⁻ and their like are = + - in another dress.
    return unicodedata.normalize("NFKC", first)[:1] in FORMULA_SIGNS


def _may_be_skipped(sign: str) -> bool:
    return (
        sign in QUOTATION_MARKS
        or sign in FILLERS
        or unicodedata.category(sign) in SKIPPED_CATEGORIES
    )


def escape_formula(text: str) -> str:
    """The text escaped for a CSV file, so that it is never taken for a formula."""
    return f"'{text}" if is_formula_like(text) else text


def csv_file(sheet: Sheet) -> bytes:
    """The table with semicolons, decimal commas and the mark that tells Excel it is UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow([_in_csv(name) for name in sheet.header])
    writer.writerows([_in_csv(cell) for cell in row] for row in sheet.rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _in_csv(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return escape_formula(UNPRINTABLE.sub("", cell))
    return str(cell).replace(".", ",")


def xlsx_file(sheets: Sequence[Sheet], *, title: str, on: date) -> bytes:
    """A workbook whose metadata says its title, day and organisation, and nothing of who made it.

    `on` is the day it is about: no clock in the file says when somebody pressed the button.
    """
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties(
            {
                "title": UNPRINTABLE.sub("", title),
                "company": ORGANISATION,
                "created": datetime(on.year, on.month, on.day),  # noqa: DTZ001 – a day, not a moment
            }
        )
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        quoted = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
        taken: set[str] = set()
        for sheet in sheets:
            _fill(book.add_worksheet(_sheet_name(sheet.name, taken)), sheet, plain, quoted)
    return out.getvalue()


def _fill(page: Worksheet, sheet: Sheet, plain: Format, quoted: Format) -> None:
    headings = _headings(sheet)
    for y, row in enumerate(sheet.rows, start=1):
        for x, cell in enumerate(row):
            if isinstance(cell, str):
                text = UNPRINTABLE.sub("", cell)[:LONGEST_CELL]
                page.write_string(y, x, text, quoted if is_formula_like(text) else plain)
            elif cell is not None:
                page.write_number(y, x, cell, plain)
    page.add_table(
        0,
        0,
        max(len(sheet.rows), 1),
        len(sheet.header) - 1,
        {"columns": [{"header": name} for name in headings], "style": "Table Style Light 1"},
    )
    page.freeze_panes(1, 0)
    for x, name in enumerate(sheet.header):
        width = sheet.widths[x] if x < len(sheet.widths) else len(name) + 4
        page.set_column(x, x, min(max(width, len(name) + 4), WIDEST))
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _headings(sheet: Sheet) -> list[str]:
    """The headings as a table of Excel's takes them: none twice, whatever their case."""
    headings: list[str] = []
    for name in sheet.header:
        base = UNPRINTABLE.sub("", name)[:LONGEST_HEADING]
        found, number = base, 2
        while found.casefold() in {each.casefold() for each in headings}:
            found, number = f"{base[: LONGEST_HEADING - 5]} {number}", number + 1
        headings.append(found)
    return headings


def _sheet_name(name: str, taken: set[str]) -> str:
    """The name as Excel allows it, and unlike the others in the book."""
    base = re.sub(r"[\[\]:*?/\\]", " ", UNPRINTABLE.sub("", name)).strip("' ") or "Blad"
    found, number = base[:LONGEST_SHEET_NAME], 2
    while found.casefold() in taken:
        found = f"{base[: LONGEST_SHEET_NAME - len(str(number)) - 1]} {number}"
        number += 1
    taken.add(found.casefold())
    return found
