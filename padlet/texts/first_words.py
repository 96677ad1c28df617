"""The first words of a text, by which a control names the note that it acts on."""

from collections.abc import Callable, Iterable
from typing import TypeVar

LONGEST = 60  # characters
Key = TypeVar("Key")


def first_words(text: str) -> str:
    """The text on one line, cut after a whole word within LONGEST characters."""
    line = " ".join(text.split())
    if len(line) <= LONGEST:
        return line
    cut = line[: LONGEST + 1].rpartition(" ")[0] or line[:LONGEST]
    return f"{cut} …"


def distinct_names(
    texts: Iterable[tuple[Key, str]], quoted: Callable[[str], str]
) -> dict[Key, str]:
    """A name for each text, quoted; those that begin alike are told apart by a number."""
    seen: dict[str, int] = {}
    names: dict[Key, str] = {}
    for key, text in texts:
        words = first_words(text)
        seen[words] = seen.get(words, 0) + 1
        name = quoted(words)
        names[key] = name if seen[words] == 1 else f"{name} ({seen[words]})"
    return names
