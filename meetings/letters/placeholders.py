"""Placeholders in the texts of letters: {träff} becomes the meeting's title."""

import re
from collections.abc import Mapping

# Every placeholder there is; what each stands for is told in queries/letter_texts.py.
NAMES = (
    "träff", "dag", "tid", "plats", "värd", "tema", "grupp", "omgång", "organisation", "namn",
    "mål", "dagordning", "material", "förut",
)  # fmt: skip
FOUND = re.compile(r"\{\s*([^{}\n]{0,60}?)\s*\}")
BLANK_LINES = re.compile(r"\n{3,}")


def unknown_placeholders(text: str) -> list[str]:
    """What stands in braces and is no placeholder, in the order in which it stands there."""
    return [each for each in dict.fromkeys(FOUND.findall(text)) if each.casefold() not in NAMES]


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled in; what is none stays as it is written.

    What is filled in is not looked at again: a title with braces stays one. Where a value was empty
    no gap is left.
    """
    filled = FOUND.sub(lambda found: values.get(found[1].casefold(), found[0]), text)
    return BLANK_LINES.sub("\n\n", filled).strip()


def fill_line(text: str, values: Mapping[str, str]) -> str:
    """The same on one line."""
    return " ".join(fill(text, values).split())
