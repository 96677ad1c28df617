"""The lines of a pasted wall, and what each of them can be."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from zlib import crc32

from modellkoncept.text.cleaning import clean_line, split_lines


class Kind(StrEnum):
    """What a line is. The four role groups have the values that a board's sections have."""

    TITLE = "title"
    INSTRUCTION = "instruction"
    POLITICIANS = "pol"
    MANAGERS = "chef"
    STRATEGISTS = "strat"
    EVERYBODY = "alla"
    BREAKOUT = "breakout"  # one of several groups with the same role
    PROMPT = "prompt"
    NOTE = "note"
    NOTE_WITHOUT_NAME = "note-"
    MORE = "more"  # belongs to the note, prompt or instruction above
    MORE_WITHOUT_NAME = "more-"
    NAME = "name"  # never stored
    LEFT_OUT = "left"


ROLE_KINDS = {Kind.POLITICIANS, Kind.MANAGERS, Kind.STRATEGISTS, Kind.EVERYBODY}
WITHOUT_NAME = {Kind.NOTE_WITHOUT_NAME, Kind.MORE_WITHOUT_NAME}
NOTE_KINDS = {Kind.NOTE, Kind.NOTE_WITHOUT_NAME}
MORE_KINDS = {Kind.MORE, Kind.MORE_WITHOUT_NAME}


@dataclass(frozen=True)
class Line:
    """A line that says something."""

    number: int  # in the paste, from 1
    text: str
    is_spaced: bool  # a blank line, or nothing, stands above it
    key: str  # the same for the same line wherever it moves: what is said of it is found again


def lines_of(text: str) -> list[Line]:
    """The lines that say something, in their order."""
    lines: list[Line] = []
    seen: Counter[str] = Counter()
    is_spaced = True
    for number, raw in enumerate(split_lines(text), 1):
        cleaned = clean_line(raw)
        if not cleaned:
            is_spaced = True
            continue
        seen[cleaned] += 1
        key = f"{crc32(cleaned.encode()):08x}.{seen[cleaned]}"
        lines.append(Line(number, cleaned, is_spaced, key))
        is_spaced = False
    return lines
