"""Addresses in a pasted text: found, judged, and what was probably meant by a wrong one."""

import difflib
import re
import unicodedata
from collections.abc import Collection
from enum import StrEnum

from modellkoncept.text.cleaning import clean_line
from modellkoncept.text.email_address import NoAddressError, normal_address, shown_address

LONGEST = 254  # characters
# What sign-in takes too: a test compares the two.
_LOCAL = re.compile(r"[-!#$%&'*+/=?^_`{}|~0-9a-z]+(?:\.[-!#$%&'*+/=?^_`{}|~0-9a-z]+)*")
_DOMAIN = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!-)(?:[a-z]{2,63}|xn--[a-z0-9]{1,59})(?<!-)"
)
_AT = re.compile(r"\s{0,9}(?:\(at\)|\[at\]|\(a\)|\{at\}|\(snabel-?a\))\s{0,9}", re.I)
_ANGLE = re.compile(r"<\s{0,9}(?:mailto:)?([^<>\s]{1,254})\s{0,9}>", re.I)
_WITH_AT = re.compile(
    r"(?:mailto:)?([^\s<>;,\"()\[\]]{1,64}\s?@\s?[^\s<>;,\"()\[\]]{1,254}(?:,(?:se|nu|com|org|eu|net)\b)?)",
    re.I,
)
_WITHOUT_AT = re.compile(
    r"(?<![^\s<>;,\"])[\w+-]{1,64}(?:\.[\w-]{1,63}){1,6}\.[a-zA-Z]{2,24}(?![^\s<>;,\"])"
)
_CLOSE = 0.85  # of 1: one letter in seven is another


class Problem(StrEnum):
    """What is wrong with an address."""

    MISSING = "missing"
    NO_AT = "no_at"
    TWO_AT = "two_at"
    LETTERS = "letters"  # å, ä, ö before the @
    DOMAIN = "domain"  # what stands after the @ is no domain
    OTHER = "other"


def find_addresses(line: str) -> list[tuple[int, int, str]]:
    """Where the addresses of a line stand, brackets included, and what they are; wrong ones too."""
    line = _AT.sub("@", line)
    found = [(m.start(), m.end(), m[1]) for m in _ANGLE.finditer(line)]
    if "@" in line:
        outside = _ANGLE.sub(lambda m: " " * len(m[0]), line)
        found += [(m.start(), m.end(), m[1]) for m in _WITH_AT.finditer(outside)]
    if not found:
        found = [(m.start(), m.end(), m[0]) for m in _WITHOUT_AT.finditer(line)]
    return sorted(found)


def with_at_signs(line: str) -> str:
    """The line with its (at) written as @, as `find_addresses` counts in it."""
    return _AT.sub("@", line)


def judge(text: str) -> tuple[str, Problem | None]:
    """The address in its normal form, or what is wrong with it."""
    typed = clean_line(text).strip(" <>;,\"'")
    if not typed:
        return "", Problem.MISSING
    signs = typed.replace("\uff20", "@").count("@")
    if signs == 0:
        return typed, Problem.NO_AT
    if signs > 1:
        return typed, Problem.TWO_AT
    try:
        address = normal_address(typed)
    except NoAddressError:
        return typed, Problem.DOMAIN
    local, _at, domain = address.rpartition("@")
    if not local.isascii():
        return typed, Problem.LETTERS
    if not _DOMAIN.fullmatch(domain):
        return typed, Problem.DOMAIN
    if not _LOCAL.fullmatch(local) or len(address) > LONGEST:
        return typed, Problem.OTHER
    return address, None


def proposal(text: str, known_domains: Collection[str] = ()) -> str:
    """The address that was probably meant by a wrong one; empty where nothing is likely."""
    typed = clean_line(text).strip(" <>;,\"'").casefold()
    typed = re.sub(r" ?@ ?", "@", _AT.sub("@", typed)).replace(" ", "")
    for guess in _guesses(typed, known_domains):
        address, problem = judge(guess)
        if problem is None:
            return shown_address(address)
    return ""


def likely_domain(address: str, known_domains: Collection[str]) -> str:
    """The address at a known domain that its own differs from by a letter or so; else empty."""
    local, _at, domain = address.rpartition("@")
    if domain in known_domains:
        return ""
    near = difflib.get_close_matches(domain, known_domains, n=1, cutoff=_CLOSE)
    return f"{local}@{near[0]}" if near else ""


def _guesses(typed: str, known_domains: Collection[str]) -> list[str]:
    typed = typed.strip(".").replace("..", ".")
    if "@" not in typed:
        return _with_at(typed, known_domains)
    local, domain = typed.split("@", 1)
    domain = domain.replace("@", "").replace(",", ".").strip(".-_")
    local = unicodedata.normalize("NFKD", local).encode("ascii", "ignore").decode().strip(".")
    local = re.sub(r"[^-!#$%&'*+/=?^_`{}|~0-9a-z.]", "", re.sub(r"\.{2,}", ".", local))
    whole = [known for known in known_domains if known.split(".")[0] == domain.split(".")[0]]
    return [f"{local}@{domain}", *(f"{local}@{known}" for known in whole)]


def _with_at(typed: str, known_domains: Collection[str]) -> list[str]:
    """A dot that should have been an @: before a domain that is known, else before the last two."""
    at_known = [
        f"{typed[: -len(known)].rstrip('.')}@{known}"
        for known in sorted(known_domains, key=len, reverse=True)
        if typed.endswith(known) and len(typed) > len(known) + 1
    ]
    labels = typed.split(".")
    last_two = [".".join(labels[:-2]) + "@" + ".".join(labels[-2:])] if len(labels) > 2 else []  # noqa: PLR2004 – a domain has two
    return at_known + last_two
