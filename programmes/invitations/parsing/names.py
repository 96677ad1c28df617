"""Names of people: in which order they stand, and what an address tells of them."""

import re
import unicodedata

from modellkoncept.text.cleaning import clean_line

_WORD = re.compile(r"[a-z]{2,}")
# Signs of addresses, formulas and markup, which our letters would carry to others.
_NOT_IN_A_NAME = set('=<>{}[]|\\@#$%^*_~/:;"')
_NO_NAMES = {
    "info", "kommun", "kommunen", "region", "regionen", "registrator", "kansli", "mail", "kontakt",
    "post", "epost", "hr", "noreply", "admin", "diarium", "kommunstyrelsen",
}  # fmt: skip


def in_order(first_cell: str, second_cell: str, address: str, *, last_name_first: bool) -> str:
    """Two cells as "first name last name": the address decides where it can."""
    first, second = clean_line(first_cell), clean_line(second_cell)
    words = re.split(r"[._+-]", address.partition("@")[0].casefold())
    if words and words[0] == _plain(second).split(" ")[0]:
        return f"{second} {first}"
    if words and words[0] == _plain(first).split(" ")[0]:
        return f"{first} {second}"
    return f"{second} {first}" if last_name_first else f"{first} {second}"


def is_name(text: str) -> bool:
    """Whether somebody may be called so: it has letters, and could not be taken for a link."""
    return any(sign.isalpha() for sign in text) and not _NOT_IN_A_NAME & set(text)


def from_address(address: str) -> str:
    """The name in the address, without its accents: "anna.ek" is Anna Ek; empty for none."""
    words = re.split(r"[._]", address.partition("@")[0])
    if len(words) < 2 or not all(_WORD.fullmatch(each.replace("-", "")) for each in words):  # noqa: PLR2004 – a name is two words
        return ""
    if _NO_NAMES.intersection(words):
        return ""
    return " ".join("-".join(part.capitalize() for part in each.split("-")) for each in words)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
