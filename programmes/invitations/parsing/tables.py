"""A list with headings, from a spreadsheet or a file: its columns in any order."""

import csv
from collections.abc import Iterator, Sequence
from itertools import islice

from modellkoncept.text.cleaning import UNPRINTABLE, clean_line
from programmes.invitations.parsing import names
from programmes.invitations.parsing.entries import LONGEST_CELL, Entry
from programmes.invitations.parsing.roles import role_of

LONGEST_HEADINGS = 2000  # characters
LINES_ABOVE = 6  # where a spreadsheet may have a title
DELIMITERS = "\t;,|"
_HEADINGS = {
    "name": {"namn", "förnamn och efternamn", "för- och efternamn", "name", "deltagare", "person"},
    "first": {"förnamn", "first name", "tilltalsnamn"},
    "last": {"efternamn", "last name", "surname"},
    "address": {"e-post", "epost", "e-postadress", "epostadress", "mejl", "mail", "mejladress",
                "mailadress", "e-mail", "email", "adress", "e-post adress", "email address"},
    "role": {"roll", "funktion", "titel", "role", "befattning", "uppdrag", "roll i omgången"},
    "organisation": {"organisation", "kommun", "region", "kommun/region", "arbetsgivare",
                     "kommun eller region"},
    "coordinator": {"samordnare", "kontaktperson", "coordinator"},
}  # fmt: skip
_BY_HEADING = {heading: column for column, known in _HEADINGS.items() for heading in known}


def read_table(text: str, most: int) -> list[Entry] | None:
    """The people of a table whose headings we know, on one of its first lines; else None."""
    lines = text.lstrip("\ufeff").splitlines(keepends=True)
    for start, line in enumerate(lines[:LINES_ABOVE]):
        if "@" in line:
            return None
        line = line[:LONGEST_HEADINGS]
        delimiter = max(DELIMITERS, key=lambda each: len(_columns(line.split(each))))
        columns = _columns(line.split(delimiter))
        if "address" in columns and len(columns) > 1:
            return _below(lines[start:], delimiter, columns, most)
    return None


def _below(lines: Sequence[str], delimiter: str, columns: dict[str, int], most: int) -> list[Entry]:
    rows = csv.reader(_printable(lines), delimiter=delimiter, strict=False)
    found = (_entry(cells, columns) for cells in _readable(rows))
    said = (entry for entry in islice(found, 1, None) if not entry.is_empty)
    return list(islice(said, most))


def _columns(cells: Sequence[str]) -> dict[str, int]:
    """Where each column that we know stands."""
    columns: dict[str, int] = {}
    for place, cell in enumerate(cells):
        heading = clean_line(cell).strip(' "*:').casefold()
        if heading in _BY_HEADING:
            columns.setdefault(_BY_HEADING[heading], place)
    return columns


def _printable(lines: Sequence[str]) -> Iterator[str]:
    return (UNPRINTABLE.sub("", line) for line in lines)


def _readable(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    """The rows up to one that no table has: a cell larger than the reader takes."""
    while True:
        try:
            yield next(rows)
        except (StopIteration, csv.Error):
            return


def _entry(cells: Sequence[str], columns: dict[str, int]) -> Entry:
    def cell(column: str) -> str:
        place = columns.get(column, len(cells))
        return clean_line(cells[place])[:LONGEST_CELL].strip() if place < len(cells) else ""

    address = cell("address").removeprefix("mailto:")
    name = cell("name")
    if "," in name:
        last, _comma, first = name.partition(",")
        name = names.in_order(last, first, address, last_name_first=True)
    name = name or clean_line(f"{cell('first')} {cell('last')}")[:LONGEST_CELL]
    role = cell("role")
    word = role_of(role)
    coordinator = cell("coordinator") or ("ja" if word and word.is_coordinator else "")
    return Entry(name, address, role, cell("organisation"), coordinator)
