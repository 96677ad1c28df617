"""People's names and addresses taken out of texts: whole names and whole addresses only.

A first name alone, or a name of one word, is left: too many ordinary words and places are names.
"""

import re
from collections.abc import Iterable
from html import escape

from django.db import IntegrityError, models, transaction

NAME, ADDRESS = "[namn]", "[e-post]"


class Names:
    """The names and addresses of these people, to be found in texts and taken out of them."""

    def __init__(self, people: Iterable[tuple[str, str]], *, public: Iterable[str] = ()) -> None:
        """Of (name, e-mail); a name that is also the `public` title of an organisation stays."""
        titles = {title.casefold() for title in public}
        names: set[str] = set()
        addresses: set[str] = set()
        for name, email in people:
            addresses |= {email.strip()} - {""}
            words = name.split()
            if len(words) > 1 and " ".join(words).casefold() not in titles:
                names |= {" ".join(words), f"{words[-1]}, {' '.join(words[:-1])}"}
        self._names = _any_of(
            (_words(name) for name in names), before=r"(?<!\w)", after=r"s?(?!\w)"
        )
        self._addresses = _any_of(
            map(re.escape, addresses), before=r"(?<![\w.+-])", after=r"(?![\w-]|\.\w)"
        )

    def without(self, text: str) -> str:
        """The text with [namn] and [e-post] where one of the people stood."""
        if self._addresses:
            text = self._addresses.sub(ADDRESS, text)
        return self._names.sub(NAME, text) if self._names else text

    def are_in(self, text: str) -> bool:
        return self.without(text) != text

    def take_out_of(self, rows: models.QuerySet, *fields: str) -> list:
        """Rewrite these fields where a name stands in them; the rows that were rewritten."""
        rewritten = []
        for row in rows.only("pk", *fields).iterator(chunk_size=500):
            found = [name for name in fields if self.are_in(getattr(row, name))]
            if found:
                _rewrite(row, {name: self.without(getattr(row, name)) for name in found})
                rewritten.append(row)
        return rewritten


def _any_of(patterns: Iterable[str], *, before: str, after: str) -> re.Pattern[str] | None:
    longest_first = sorted(patterns, key=len, reverse=True)
    if not longest_first:
        return None
    return re.compile(f"{before}(?:{'|'.join(longest_first)}){after}", re.IGNORECASE)


def _words(name: str) -> str:
    """The name however it is spaced, in plain text and in HTML."""
    plain = [rf"(?:{re.escape(word)}|{re.escape(escape(word))})" for word in name.split()]
    return r"(?:\s|&nbsp;)+".join(plain)


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
