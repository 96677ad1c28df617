"""A pasted text or a file as a list of people: our own table, another's, or free lines."""

from itertools import islice

from modellkoncept.text.cleaning import split_lines
from programmes.invitations.parsing.entries import Entry, entry_of, from_table, is_our_table
from programmes.invitations.parsing.lines import read_line
from programmes.invitations.parsing.organisations import Organisations
from programmes.invitations.parsing.roles import role_of
from programmes.invitations.parsing.tables import read_table

MAX_PEOPLE = 5_000


def read_people(text: str, known: Organisations) -> list[Entry]:
    """Everybody in the text, in its order; of too many one more than there may be."""
    if is_our_table(text):
        return from_table(text)[: MAX_PEOPLE + 1]
    found = read_table(text, MAX_PEOPLE + 1)
    if found is None:
        free = (entry for line in split_lines(text) for entry in read_line(line, known))
        found = [_with_coordinator(entry) for entry in islice(free, MAX_PEOPLE + 1)]
    cleaned = [entry_of(entry.cells) for entry in found]
    return [entry for entry in cleaned if not entry.is_empty]


def _with_coordinator(entry: Entry) -> Entry:
    """A role that is a coordinator's own word says that she coordinates."""
    word = role_of(entry.role)
    if entry.coordinator or word is None or not word.is_coordinator:
        return entry
    return Entry(entry.name, entry.address, entry.role, entry.organisation, "ja")
