"""Signatures: what stands after or before a note and says who wrote it, or that nobody does."""

import re
from dataclasses import dataclass

from padlet.texts.wall_parser.names import Likelihood, likelihood_of

LONGEST_SIGNATURE = 160  # characters; what is farther from the end of a line signs nothing
_BEFORE_A_NAME = set(" /~-\u2010\u2011\u2012\u2013\u2014\u2015\u2212")
DASH = "[-\u2010-\u2015\u2212]"  # every dash that a keyboard, Word or Padlet makes of a hyphen
_ANONYMOUS = r"(?i:anonymt|anonymous|anonyma|anonym|okänd författare|anonymous user)"
_MONTH = r"(?i:jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)[a-zåäö]*\.?"
_CLOCK = r"(?:,?\s+(?:(?i:kl|klockan|at)\.?\s*)?\d{1,2}[.:]\d{2}(?:\s?(?i:am|pm))?)"
_DAY = (
    rf"(?:(?:(?i:den)\s)?\d{{1,2}}\.?\s+{_MONTH}(?:,?\s+\d{{4}})?"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?"
    r"|\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}(?:[/ -]\d{2,4})?)"
    rf"{_CLOCK}?"
)
_UNIT = (
    r"(?i:sekunder|sekund|sek|minuter|minut|min|timmar|timme|tim|dagar|dag|veckor|vecka|månader"
    r"|månad|mån|år|seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|wks?|months?|mos?"
    r"|years?|yrs?|[smhtdvwyå])\.?"
)
_AGO = (
    rf"(?:(?i:för)\s)?\d{{1,3}}\s?{_UNIT}(?:\s(?i:sedan|ago))?"
    r"|(?i:just nu|nyss|igår|i går|yesterday|now)"
)
WHEN = rf"(?:{_DAY}|{_AGO})(?:\s*[·•|,]?\s*\(?(?i:redigerad|ändrad|edited)\)?)?"
_REACTION = (
    r"(?:[♥❤🤍🖤💙💚💛👍👏⭐★☆🙌]\ufe0f?[\U0001f3fb-\U0001f3ff]?\s?(?:×\s?)?\d{1,4}"
    r"|\d{1,4}\s?[♥❤👍]\ufe0f?)"
)
_AFTER = rf"(?:[\s·•|,]+(?:{WHEN}|{_REACTION}))*[\s.]*"
_WORD = r"[^\W\d_](?:[^\W\d_]|['’.-])*"
_NAME = rf"{_WORD}(?:\s{_WORD}){{0,3}}"
_WHERE = r"(?:\s*,\s*[^\W\d_a-zåäö][^,:;?!.]{1,40}|\s*\([^()]{1,40}\))?"

_ANONYMOUS_TAIL = re.compile(rf"\s?(?:{DASH}{{1,3}}|/{{1,2}})\s*{_ANONYMOUS}{_AFTER}$")
# A dash inside a word is no signature: there is a blank before it, or one after a full stop.
_NAMED_TAIL = re.compile(
    rf"(?:(?:(?<=\S)\s+|(?<=[.!?…]))(?:{DASH}{{1,3}}|/{{1,2}}|~)\s*"
    rf"(?:(?i:av|by|hälsar|mvh)\s+)?(?P<name>{_NAME}){_WHERE}"
    rf"|\s+\((?P<inside>{_NAME}){_WHERE}\)){_AFTER}$"
)
_LEAD = re.compile(rf"(?P<name>{_NAME}){_WHERE}\s*(?::|\s{DASH})\s+(?=\S)")
_REACTION_TAIL = re.compile(rf"\s+{_REACTION}(?:\s+{_REACTION})*$")

_ALONE = re.compile(
    rf"(?P<mark>{DASH}{{1,3}}\s*|/{{1,2}}\s*|~\s*|@|(?i:av|by|skriven av|posted by|written by)\s+)?"
    rf"(?P<name>{_NAME}){_WHERE}"
    rf"(?P<after>(?:\s+\+\s?\d+)?(?:[\s·•|,–-]+(?:{WHEN}|{_REACTION}))*)[\s.:]*"
)
_HANDLE_ALONE = re.compile(rf"@\w[\w.-]{{1,40}}{_AFTER}")
_ANONYMOUS_ALONE = re.compile(rf"(?:{DASH}{{1,3}}\s*|/{{1,2}}\s*)?{_ANONYMOUS}{_AFTER}:?")


@dataclass(frozen=True)
class Signature:
    """A line without its signature, and what that was."""

    kept: str
    removed: str
    likelihood: Likelihood  # of its being a name; NO when it says that nobody signed
    is_capitals: bool = False
    is_before: bool = False  # it stands at the line's start, so the note begins there


def signature_of(text: str) -> Signature | None:
    """What signs this line, at its end or before it; None when nothing looks as if it did."""
    near_the_end = max(0, len(text) - LONGEST_SIGNATURE)
    if found := _ANONYMOUS_TAIL.search(text, near_the_end):
        removed = text[found.start() :].strip()
        return Signature(text[: found.start()].strip(), removed, Likelihood.NO)
    if found := _named_tail(text, near_the_end):
        name = found["name"] or found["inside"]
        likelihood = likelihood_of(name)
        if likelihood:
            kept, removed = text[: found.start()].strip(), text[found.start() :].strip()
            return Signature(kept, removed, likelihood, name == name.upper())
    found = _LEAD.match(text[:LONGEST_SIGNATURE])
    if found and likelihood_of(found["name"]) is Likelihood.LIKELY:
        kept, removed = text[found.end() :].strip(), found[0].strip()
        return Signature(kept, removed, Likelihood.LIKELY, is_before=True)
    return None


def _named_tail(text: str, start: int) -> re.Match[str] | None:
    """The first thing from there that reaches the end and could be a signature."""
    for place in range(start, len(text)):
        if text[place] in _BEFORE_A_NAME and (found := _NAMED_TAIL.match(text, place)):
            return found
    return None


def says_nobody_signed(text: str) -> bool:
    """Whether the line is a signature of its own that gives no name: ”– ANONYMT”."""
    return _ANONYMOUS_ALONE.fullmatch(text) is not None


def signs_alone(text: str) -> Likelihood:
    """How likely the whole line is somebody's signature, with or without a day."""
    found = _ALONE.fullmatch(text) if len(text) <= LONGEST_SIGNATURE else None
    if len(text) <= LONGEST_SIGNATURE and _HANDLE_ALONE.fullmatch(text):
        return Likelihood.LIKELY
    if found is None:
        return Likelihood.NO
    likelihood = likelihood_of(found["name"])
    is_marked = found["mark"] or found["after"].strip()
    if likelihood is Likelihood.POSSIBLE and is_marked and found["name"] != found["name"].upper():
        return Likelihood.LIKELY
    return likelihood


def is_dated(text: str) -> bool:
    """Whether the line is a name with the day it was written: of the page, not of a note."""
    found = _ALONE.fullmatch(text) if len(text) <= LONGEST_SIGNATURE else None
    return bool(found and found["after"].strip() and likelihood_of(found["name"]))


def without_reactions(text: str) -> str:
    """The text without the hearts and their number at its end."""
    found = _REACTION_TAIL.search(text, max(0, len(text) - LONGEST_SIGNATURE))
    return text[: found.start()] if found else text
