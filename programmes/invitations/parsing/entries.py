"""One person of a pasted list, and the list as a table that is read back exactly.

The table is the whole state of a preview: it stands in the page's own text field, so a page that is
loaded again, or a session that ends, loses nothing, and nothing is stored before the invitation.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from modellkoncept.text.cleaning import clean_line, split_lines

HEADER = ("Namn", "E-post", "Roll", "Organisation", "Samordnare")
LONGEST_CELL = 254  # characters: the longest address


@dataclass(frozen=True)
class Entry:
    """A person as the list tells of her, in the list's own words; empty where it says nothing."""

    name: str = ""
    address: str = ""
    role: str = ""
    organisation: str = ""
    coordinator: str = ""

    @property
    def line(self) -> str:
        return "\t".join(self.cells)

    @property
    def cells(self) -> tuple[str, ...]:
        return (self.name, self.address, self.role, self.organisation, self.coordinator)

    @property
    def is_empty(self) -> bool:
        return not any(self.cells)


def as_table(entries: Iterable[Entry]) -> str:
    """The people as lines with tabs under our own header, as a spreadsheet copies them."""
    return "\n".join(["\t".join(HEADER), *(entry.line for entry in entries)])


def is_our_table(text: str) -> bool:
    """Whether the text begins with our own header: then its columns are known."""
    return text.lstrip("\ufeff\n\r ").startswith("\t".join(HEADER))


def from_table(text: str) -> list[Entry]:
    """The people of a table of ours; what people have written below it by hand is read too."""
    lines = split_lines(text.lstrip("\ufeff\n\r "))[1:]
    found = (entry_of(line.split("\t")) for line in lines if line.strip())
    return [entry for entry in found if not entry.is_empty]


def entry_of(cells: Iterable[str]) -> Entry:
    """An entry of these cells, cleaned and bounded, in the order of the header."""
    known = [clean_line(cell)[:LONGEST_CELL].strip() for cell in cells][: len(fields(Entry))]
    return Entry(*known)
