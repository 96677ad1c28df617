"""The normal form of an e-mail address: one identity, however it is typed.

Pure: every way in (sign-in, administration, commands, imports, letters, removal) asks this module.
"""

import unicodedata

import idna

from modellkoncept.text.cleaning import INVISIBLE

ACE_PREFIX = "xn--"


class NoAddressError(ValueError):
    """The text is no e-mail address: it has no @, or its domain cannot be one."""


def normal_address(text: str) -> str:
    """The address in NFC and lower case, its domain as the net writes it: xn-- where it holds å.

    Idempotent. Raises NoAddressError for what is no address.
    """
    plain = unicodedata.normalize("NFC", _seen(text))
    # The sign is often typed on a full-width keyboard; the domain's signs are mapped by IDNA.
    local, at, domain = plain.replace("\uff20", "@").rpartition("@")
    if not (at and local and domain):
        raise NoAddressError(text)
    return f"{_normal_local(local)}@{_normal_domain(domain)}"


def normal_address_or_text(text: str) -> str:
    """As `normal_address`; what is no address only stripped and in lower case, to look for it."""
    try:
        return normal_address(text)
    except NoAddressError:
        return unicodedata.normalize("NFC", _seen(text).lower())


def shown_address(address: str) -> str:
    """The address as people write it: its domain with å, not with xn--."""
    local, at, domain = address.rpartition("@")
    if ACE_PREFIX not in domain:
        return address
    try:
        return f"{local}{at}{idna.decode(domain)}"
    except idna.IDNAError:
        return address


def spellings(text: str) -> set[str]:
    """How this address may stand in a text: as it was given, and its domain with å or with xn--."""
    normal = normal_address_or_text(text)
    return {text.strip(), normal, shown_address(normal)} - {""}


def _seen(text: str) -> str:
    """Without what is not seen and comes along when an address is pasted."""
    return INVISIBLE.sub("", text).strip()


def _normal_local(local: str) -> str:
    """Lower case and composed; not case-folded, which would make ß and ss the same mailbox."""
    return unicodedata.normalize("NFC", local.lower())


def _normal_domain(domain: str) -> str:
    try:
        return idna.encode(domain.rstrip("."), uts46=True).decode("ascii").lower()
    except idna.IDNAError as error:
        raise NoAddressError(domain) from error
