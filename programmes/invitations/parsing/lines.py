"""Free lines, as people and Outlook write them: the person or the persons of each.

Lena Forsmark <lena.forsmark@granvik.example>; Okonkwo, David <david.okonkwo@granvik.example>
Okonkwo; David; david.okonkwo@granvik.example; politiker
lena.forsmark@granvik.example, Lena Forsmark, Granviks kommun, strateg
"""

import re

from modellkoncept.text.cleaning import clean_line
from programmes.invitations.parsing import names
from programmes.invitations.parsing.addresses import find_addresses, with_at_signs
from programmes.invitations.parsing.entries import LONGEST_CELL, Entry
from programmes.invitations.parsing.organisations import Organisations
from programmes.invitations.parsing.roles import is_mentor, role_of

_MARK = re.compile(r"^\s*(?:[-–•*·▪●]|\d{1,4}[.)])\s+")
_BETWEEN = " \t;,"
_AROUND = " \"'<>(),;:-–—|"
_MOST_WORDS = 4  # of a title at the end of a name


def read_line(line: str, known: Organisations) -> list[Entry]:
    """The people of one line, in its order."""
    line = with_at_signs(_MARK.sub("", line))
    found = [_read_person(piece, known) for piece in _pieces(line)]
    return [entry for entry in found if not entry.is_empty]


def _pieces(line: str) -> list[str]:
    """The line in as many pieces as it has people: one for each address."""
    addresses = find_addresses(line)
    if len(addresses) < 2:  # noqa: PLR2004 – one piece, then
        return [line]
    for separator in (";", ","):
        parts = [part for part in line.split(separator) if part.strip(_BETWEEN)]
        if len(parts) >= len(addresses) and all(len(find_addresses(part)) <= 1 for part in parts):
            whole = _joined(parts, separator)
            if len(whole) == len(addresses):
                return whole
    return _cut_after_addresses(line, addresses)


def _joined(parts: list[str], separator: str) -> list[str]:
    """Each part that holds an address; what has none stays with the one that follows it.

    "Okonkwo, David <…>, Ek, Anna <…>": a last name stands before its address.
    """
    if separator == ";":
        return [part for part in parts if find_addresses(part)] if _each_has_one(parts) else []
    return parts if _each_has_one(parts) else []


def _each_has_one(parts: list[str]) -> bool:
    return all(find_addresses(part) for part in parts)


def _cut_after_addresses(line: str, addresses: list[tuple[int, int, str]]) -> list[str]:
    """A piece ends where its address does, with the role that may follow it before the next."""
    cuts = [0]
    for (_start, end, _a), (following, _e, _b) in zip(addresses, addresses[1:], strict=False):
        between = line[end:following]
        semicolon = between.find(";")
        if semicolon >= 0:
            cuts.append(end + semicolon + 1)
            continue
        told = between.strip(_BETWEEN).split(",")[0]
        says_role = role_of(told) is not None and between.lstrip(" ").startswith(",")
        cuts.append(end + between.find(told) + len(told) if says_role else end)
    return [line[a:b] for a, b in zip(cuts, [*cuts[1:], len(line)], strict=True)]


def _read_person(piece: str, known: Organisations) -> Entry:
    piece = piece.strip(_BETWEEN)  # what ends it is no separator of its cells
    addresses = find_addresses(piece)
    address = ""
    if addresses:
        start, end, address = addresses[0]
        piece = f"{piece[:start]}{_cell_break(piece)}{piece[end:]}"
    cells, separator = _cells(piece)
    role, organisation, coordinator, left = _told(cells, known)
    if left and not organisation:
        left[0], organisation = _without_organisation(left[0], known)
    if left and not role:
        left[0], role = _without_role(left[0])
    name, left = _name([cell for cell in left if cell], address, last_name_first=separator != "\t")
    # What nothing is known of is shown as what is missing.
    if left and not role:
        role = left.pop(0)
    if left and not organisation:
        organisation = left.pop(0)
    told = (name, clean_line(address), role, organisation, coordinator)
    return Entry(*(each[:LONGEST_CELL] for each in told))


def _told(cells: list[str], known: Organisations) -> tuple[str, str, str, list[str]]:
    """The cells that are a role, an organisation and a coordinator's word, and those left."""
    role, organisation, coordinator, left = "", "", "", []
    for cell in cells:
        word = role_of(cell)
        if not role and (word or is_mentor(cell)):
            role = cell
        elif word and word.is_coordinator:
            coordinator = "ja"
        elif not organisation and known.named(cell) is not None:
            organisation = cell
        else:
            left.append(cell)
    return role, organisation, coordinator, left


def _cell_break(piece: str) -> str:
    """What stands for the address where it is taken out: it parts the words on its two sides."""
    return next((each for each in "\t;," if each in piece), "\t")


def _cells(piece: str) -> tuple[list[str], str]:
    """The cells of a piece, by the strongest separator that it has."""
    separator = next((each for each in "\t;," if each in piece), ",")
    cells = [clean_line(cell).strip(_AROUND) for cell in piece.split(separator)]
    return [cell for cell in cells if cell], separator


def _without_organisation(cell: str, known: Organisations) -> tuple[str, str]:
    found = known.within(cell)
    if found is None:
        return cell, ""
    start, end = found
    return clean_line(f"{cell[:start]} {cell[end:]}").strip(" ,"), cell[start:end]


def _without_role(cell: str) -> tuple[str, str]:
    """A name with a role at its end or its start: "Petra Sjöholm politiker"."""
    words = cell.split()
    for n in range(min(_MOST_WORDS, len(words) - 1), 0, -1):
        end, start = " ".join(words[-n:]), " ".join(words[:n])
        if role_of(end) or (n == 1 and is_mentor(end)):
            return " ".join(words[:-n]).strip(_AROUND), end.strip(_AROUND)
        if role_of(start):
            return " ".join(words[n:]).strip(_AROUND), start.strip(_AROUND)
    return cell, ""


def _name(left: list[str], address: str, *, last_name_first: bool) -> tuple[str, list[str]]:
    """The name in its order, and what is left after it."""
    if not left:
        return "", []
    if "," in left[0]:  # "Okonkwo, David" within its own cell
        last, _comma, first = left[0].partition(",")
        return names.in_order(last, first, address, last_name_first=True), left[1:]
    is_in_two = len(left) > 1 and all(len(cell.split()) == 1 for cell in left[:2])
    if is_in_two:
        name = names.in_order(left[0], left[1], address, last_name_first=last_name_first)
        return name, left[2:]
    words = left[0].split()
    if len(words) == 2:  # noqa: PLR2004 – "Ek Anna" and "Anna Ek": the address may tell which
        name = names.in_order(words[0], words[1], address, last_name_first=False)
        return name, left[1:]
    return left[0], left[1:]
