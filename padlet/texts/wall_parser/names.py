"""How likely words are a person's name. Pure.

A name in a note must not be stored, and a note's last words must not be lost for looking like one:
so words are names by common first and last names, never by capitals alone.
"""

import re
import unicodedata
from enum import IntEnum
from pathlib import Path


def _words_in(file: str) -> frozenset[str]:
    """The words of a list beside this module."""
    return frozenset(Path(__file__).with_name(file).read_text().split())


class Likelihood(IntEnum):
    NO = 0
    POSSIBLE = 1  # capital letters where names stand, and nothing that says otherwise
    LIKELY = 2


MAX_WORDS = 4  # of a name
_GIVEN = _words_in("given_names.txt")
# As a signature of one word these say too little: they are words, too.
_ALSO_WORDS = {
    "frank",
    "grace",
    "jack",
    "liv",
    "bo",
    "tor",
    "dan",
    "milan",
    "amin",
    "pär",
    "love",
    "maj",
    "may",
    "rosa",
    "saga",
    "sten",
    "stig",
    "tim",
    "viola",
    "will",
}
# Last names end so; with two letters before it at least, and never alone.
_FAMILY = re.compile(
    r"\w{2,}(?:sson|sén|zén|berg|bergh|ström|gren|lund|qvist|kvist|quist|holm|dahl|stedt|strand"
    r"|lind|mark|man|mann|ell|én|ius|blom|stam|löf|löv|rud|vall|wall|hagen|wska|wski|ovic|ović"
    r"|sen|son|nen|pour|zadeh)"
)
_SHORT_FAMILY = {"ek", "lind", "berg", "lund", "holm", "dahl", "blom", "björk", "alm", "falk"}
# Words that end as last names do, and say something.
_NO_FAMILY = {
    "person",
    "ihop",
    "hand",
    "land",
    "personen",
    "samman",
    "man",
    "kvinnman",
    "alltihop",
    "sen",
    "visionen",
}
# What is written with capitals at the end of a sentence, and is nobody.
_WORDS = _words_in("common_words.txt")
_CAPITALISED = re.compile(r"[^\W\d_a-zåäö][^\W\d_]*\.?(?:['’-][^\W\d_]+)*(?:\.[^\W\d_]\.?)?")
_PARTICLES = {"von", "af", "av", "de", "van", "der", "al", "el", "bin", "ibn", "da", "dos"}


def likelihood_of(text: str) -> Likelihood:
    """How likely the whole text is the name of one person."""
    words = text.split()
    if not 1 <= len(words) <= MAX_WORDS:
        return Likelihood.NO
    if not all(_CAPITALISED.fullmatch(word) or word in _PARTICLES for word in words):
        return Likelihood.NO
    folded = [unicodedata.normalize("NFC", word.casefold().strip(".")) for word in words]
    if any(word in _WORDS and word not in _PARTICLES for word in folded):
        return Likelihood.NO
    is_given = folded[0] in _GIVEN or folded[0].split("-")[0] in _GIVEN
    if len(words) == 1:
        is_name = is_given and folded[0] not in _ALSO_WORDS
        return Likelihood.LIKELY if is_name else Likelihood.NO
    if is_given or is_family_name(folded[-1]):
        return Likelihood.LIKELY
    return Likelihood.POSSIBLE


def is_family_name(word: str) -> bool:
    """Whether the word, in lower case, ends as Swedish and some other last names do."""
    last = word.split("-")[-1]
    return last in _SHORT_FAMILY or (last not in _NO_FAMILY and bool(_FAMILY.fullmatch(last)))
