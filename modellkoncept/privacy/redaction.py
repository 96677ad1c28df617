"""Redact people's names and addresses in texts: whole names and whole addresses only.

A first name alone, or a name of one word, is left: too many ordinary words and places are names.
"""

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from html import unescape

from django.db import IntegrityError, models, transaction

from modellkoncept.text.cleaning import INVISIBLE
from modellkoncept.text.email_address import spellings

NAME, ADDRESS = "[namn]", "[e-post]"
WORD = re.compile(r"[^\W_]+")
TAG = re.compile(r"<[^<>]*>")
BETWEEN = rf"(?:[\s*_-]|{TAG.pattern})+"  # two words of one name, also in the name of a file
COMMA = rf"(?:{BETWEEN})?,(?:{BETWEEN})?"
MARKS = str.maketrans(
    dict.fromkeys("\u2018\u2019\u02bc\u00b4", "'") | dict.fromkeys("\u2010\u2011", "-")
)
# What can be written in another way: HTML's codes, a letter with its accent apart, marks that are
# not seen, and the apostrophes and hyphens of word processors.
ODD = re.compile(
    rf"&#?\w{{2,10}};|[^\W\d_][\u0300-\u036f]+|{INVISIBLE.pattern}|[{''.join(map(chr, MARKS))}]"
)


class Names:
    """The names and addresses of these people, to find and redact in texts.

    In plain text and in HTML, whatever stands between the words of a name and however its letters
    are written: what is sought and where it is sought are both made plain first.
    """

    def __init__(self, people: Iterable[tuple[str, str]], *, public: Iterable[str] = ()) -> None:
        """Of (name, e-mail); a name that is also the `public` title of an organisation stays."""
        titles = {_plain(title).casefold() for title in public}
        names: set[str] = set()
        addresses: set[str] = set()
        for name, email in people:
            addresses |= set(map(_plain, spellings(email)))
            words = _plain(name).split()
            if len(words) > 1 and " ".join(words).casefold() not in titles:
                names |= _in_any_order(words)
        self._by_word = _by_first_word(names, addresses)

    def redact(self, text: str) -> str:
        """The text with [namn] and [e-post] where one of the people stood."""
        folded = _Folded(text)
        kept, at = [], 0
        for start, end, instead in self._found(folded.text):
            first, last = folded.place(start), folded.place(end)
            # The tags within a name stay, or the page would lose its form; <an@address> is none.
            tags = map(self.redact, TAG.findall(text, first, last))
            kept += [text[at:first], instead, *tags]
            at = last
        return "".join([*kept, text[at:]])

    def are_in(self, text: str) -> bool:
        return any(self._found(_Folded(text).text))

    def _found(self, text: str) -> Iterator[tuple[int, int, str]]:
        """The matches in the folded text: start, end and replacement.

        Only the first word of each is sought everywhere: a text takes as long for five hundred
        people as for five.
        """
        at = 0
        for word in WORD.finditer(text):
            sought = self._by_word.get(word[0].casefold())
            if sought and word.start() >= at and (found := sought.match(text, word.start())):
                at = found.end()
                yield word.start(), at, ADDRESS if found["address"] else NAME

    def redact_rows(self, rows: models.QuerySet, *fields: str) -> list:
        """Rewrite these fields where a name stands in them; the rows that were rewritten."""
        rewritten = []
        for row in rows.only("pk", *fields).iterator(chunk_size=500):
            found = [name for name in fields if self.are_in(getattr(row, name))]
            if found:
                _rewrite(row, {name: self.redact(getattr(row, name)) for name in found})
                rewritten.append(row)
        return rewritten


class _Folded:
    """A text made plain, and where each of its letters stood before."""

    def __init__(self, text: str) -> None:
        parts: list[str] = []
        # Where the plain text goes on, and where that stood in the text as it was written.
        self._here, self._there = [0], [0]
        at = length = 0
        for odd in ODD.finditer(text):
            plain = _plain(odd[0])
            parts += [text[at : odd.start()], plain]
            length += odd.start() - at + len(plain)
            at = odd.end()
            self._here.append(length)
            self._there.append(at)
        self.text = "".join([*parts, text[at:]])

    def place(self, index: int) -> int:
        """The index in the original text of this index in the folded text."""
        last = bisect_right(self._here, index) - 1
        return self._there[last] + index - self._here[last]


def _plain(text: str) -> str:
    """The text with one way only to write each letter."""
    text = INVISIBLE.sub("", unescape(text))
    return unicodedata.normalize("NFC", text.translate(MARKS))


def _in_any_order(words: list[str]) -> set[str]:
    """A name as it is said, and with the last of it first: ”von Ek, Anna”, ”Ek, Anna von”."""
    turned = {f"{' '.join(words[at:])}, {' '.join(words[:at])}" for at in range(1, len(words))}
    return {" ".join(words), *turned}


def _by_first_word(names: set[str], addresses: set[str]) -> dict[str, re.Pattern[str]]:
    """The patterns to try at a word, by that word."""
    sought: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for which, texts in enumerate((addresses, names)):
        for text in sorted(texts, key=len, reverse=True):  # the longest first
            if first := WORD.search(text):
                sought[first[0].casefold()][which].append(text[first.start() :])
    return {word: _either(*texts) for word, texts in sought.items()}


def _either(addresses: list[str], names: list[str]) -> re.Pattern[str]:
    nothing = r"(?!)"
    address = "|".join(map(re.escape, addresses)) or nothing
    name = "|".join(map(_however_spaced, names)) or nothing
    return re.compile(
        rf"(?P<address>(?<![\w.+-])(?:{address})(?![\w-]|\.\w))|(?:{name})s?(?![^\W_])",
        re.IGNORECASE,
    )


def _however_spaced(name: str) -> str:
    halves = name.split(", ")
    return COMMA.join(BETWEEN.join(map(re.escape, half.split())) for half in halves)


def _rewrite(row: models.Model, texts: dict[str, str]) -> None:
    """Save the new texts, numbered where two that differed by a name only must not be the same."""
    for number in range(1, 100):
        for name, text in texts.items():
            ending = f" {number}" if number > 1 else ""
            longest = getattr(row._meta.get_field(name), "max_length", None)  # noqa: SLF001 – Django's public API, despite its name
            room = longest - len(ending) if longest else None
            setattr(row, name, text[:room] + ending)
        try:
            with transaction.atomic():
                row.save(update_fields=list(texts))
        except IntegrityError:
            continue
        return
    raise ValueError(f"{type(row).__name__} {row.pk} cannot be told from others.")
