"""Find organisations by a part of the name or the code, however it is typed. Pure."""

import unicodedata
from collections.abc import Iterable
from typing import Protocol, TypeVar

from modellkoncept.text.swedish_order import swedish_order

LONGEST_QUERY = 120  # characters that are looked at
# What a name says of its kind: typed or left out, it is the same organisation.
KIND_WORDS = {
    "kommun",
    "kommuns",
    "region",
    "regionen",
    "stad",
    "stads",
    "landsting",
    "landstinget",
}


class Named(Protocol):
    """What can be found: a row of the register, or an organisation that has been chosen."""

    @property
    def name(self) -> str: ...
    @property
    def short_name(self) -> str: ...
    @property
    def code(self) -> str | None: ...


Thing = TypeVar("Thing", bound=Named)


def folded(text: str) -> str:
    """Small letters without accents, words with one blank between: what is compared."""
    parts = unicodedata.normalize("NFKD", text.casefold().replace("ø", "o").replace("æ", "a"))
    plain = "".join(sign for sign in parts if not unicodedata.combining(sign))
    return " ".join("".join(sign if sign.isalnum() else " " for sign in plain).split())


def find(things: Iterable[Thing], query: str) -> list[Thing]:
    """The things that have every word of the query in their name or code, the best first.

    Words that only tell the kind are passed over, unless there are no others. A name that begins
    as the query does comes first, then all in Swedish order. An empty query finds everything.
    """
    words = folded(query[:LONGEST_QUERY]).split()
    telling = [word for word in words if word not in KIND_WORDS] or words
    found = [each for each in things if _has_all(each, telling)]
    start = " ".join(telling)
    return sorted(found, key=lambda each: (not _begins(each, start), swedish_order(each.name)))


def _has_all(thing: Named, words: list[str]) -> bool:
    text = f"{folded(thing.name)} {folded(thing.short_name)} {thing.code or ''}"
    return all(word in text for word in words)


def _begins(thing: Named, start: str) -> bool:
    names = (folded(thing.name), folded(thing.short_name), thing.code or "")
    return any(name.startswith(start) for name in names)
