"""Which organisation a name, or the domain of an address, stands for."""

import re
import unicodedata
from collections.abc import Iterable

from modellkoncept.text.cleaning import clean_line

_KIND = re.compile(r"\b(?:kommun|kommunen|stad|region|regionen|lan|landsting)\b")


class Organisations:
    """The organisations that people may be invited to, found by name and by domain."""

    def __init__(self, names: Iterable[tuple[int, str]], domains: Iterable[tuple[str, int]] = ()):
        """`names` are ids and names; `domains` tell whose people have addresses where."""
        self._names = [(pk, clean_line(name)) for pk, name in names]
        self._by_key: dict[str, set[int]] = {}
        for pk, name in self._names:
            for key in _keys(name):
                self._by_key.setdefault(key, set()).add(pk)
        self._domains: dict[str, set[int]] = {}
        for domain, pk in domains:
            self.learn(domain, pk)

    def learn(self, domain: str, pk: int) -> None:
        """Somebody of this organisation has an address there."""
        self._domains.setdefault(domain, set()).add(pk)

    @property
    def domains(self) -> list[str]:
        return list(self._domains)

    def named(self, text: str) -> int | None:
        """The organisation of this name, with or without "kommun" or "region"."""
        whole = self._by_key.get(plain(text), set())
        found = whole or set().union(*(self._by_key.get(key, set()) for key in _keys(text)))
        return next(iter(found)) if len(found) == 1 else None

    def within(self, text: str) -> tuple[int, int] | None:
        """Where the name of an organisation stands in a longer text."""
        folded = text.casefold()
        for _pk, name in sorted(self._names, key=lambda each: -len(each[1])):
            at = folded.find(name.casefold())
            if at >= 0 and _is_whole(folded, at, at + len(name)):
                return at, at + len(name)
        return None

    def at_domain(self, domain: str) -> int | None:
        """The one whose people have addresses there; else the one whose name the domain holds."""
        known = self._domains.get(domain, set())
        if len(known) == 1:
            return next(iter(known))
        if known:
            return None
        labels = [plain(label) for label in domain.split(".")[:-1]]
        keys = {each for label in labels for each in (label, core_of_label(label))}
        found = {pk for key in keys for pk in self._by_key.get(key, ())}
        return next(iter(found)) if len(found) == 1 else None


def plain(text: str) -> str:
    """Letters and figures only, without case and accents."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[^a-z0-9]", "", folded.encode("ascii", "ignore").decode())


def _keys(name: str) -> set[str]:
    """The name and its place: of "Granviks kommun" also granviks and granvik."""
    folded = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    place = plain(_KIND.sub(" ", folded))
    return {plain(name), place, place.removesuffix("s")} - {""}


def core_of_label(label: str) -> str:
    """The place in a label of a domain: "regionnordhav" and "granvikskommun"."""
    for kind in ("kommun", "region", "stad"):
        label = label.removeprefix(kind).removesuffix(kind)
    return label


def _is_whole(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (before.isalnum() or after.isalnum())
