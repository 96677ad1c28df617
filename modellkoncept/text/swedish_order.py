"""The one alphabetical order of names and titles: a to z, å, ä, ö, whatever the case. Pure.

w follows v, é stands with e and ü with y, æ with ä and ø with ö. A blank comes before every letter,
a hyphen is a blank, quotation marks are passed over, and figures are ordered as numbers. The key is
made of three steps that a database can take too: database/swedish_order.py takes the same ones.
"""

import re
import unicodedata

# After z in ASCII, so that bytes compare as the letters do; a real brace becomes a parenthesis.
_LAST = {"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "ő": "}"}
_AS_OTHERS = {
    "ü": "y", "ű": "y", "ß": "s", "ð": "d", "đ": "d", "þ": "t", "ł": "l", "ħ": "h", "ı": "i",
    "œ": "o", "ŋ": "n", "ŧ": "t", "ĸ": "k", "ǿ": "}", "ǽ": "|", "ǻ": "{", "ǟ": "|", "ȫ": "}",
    "{": "(", "|": "(", "}": "(", "~": "(",
}  # fmt: skip
_BLANKS = "-‐‑‒–—―−/_"
_PASSED_OVER = "\"'’‘‚”“„«»´`"
FIRST_GREEK = 0x370  # from here on an accent makes another letter
# Letters of European names: Latin, Greek, Cyrillic. The table goes with every query, so no more.
_LETTERS = [*range(0x41, 0x180), *range(0x218, 0x21C), *range(0x386, 0x460)]
END = "\x01"  # before every letter; then the text itself decides between two that are ordered alike
FIGURES = 12  # that a number is filled to


def _ordered_as(letter: str) -> str:
    """The sign that stands for this letter in the order."""
    small = letter.lower()
    if len(small) > 1:  # İ
        small = small[0]
    if known := _LAST.get(small) or _AS_OTHERS.get(small):
        return known
    base = unicodedata.normalize("NFD", small)[0] if ord(small) < FIRST_GREEK else small
    return _AS_OTHERS.get(base, base) if base != small else small


_TABLE = {
    chr(code): _ordered_as(chr(code)) for code in _LETTERS if chr(code) != _ordered_as(chr(code))
} | dict.fromkeys(_BLANKS, " ")
# For `translate` in Postgres: what is longer in the first than in the second is left out.
FROM = "".join(_TABLE) + _PASSED_OVER
TO = "".join(_TABLE.values())
_TRANSLATED = str.maketrans(FROM[: len(TO)], TO, _PASSED_OVER)

# Every number is filled with so many zeros, then those that are too many go.
NUMBER, FILLED = r"([0-9]+)", "0" * FIGURES + r"\1"
TOO_LONG, CUT = rf"0{{0,{FIGURES}}}([0-9]{{{FIGURES},}})", r"\1"


def swedish_order(text: str) -> str:
    """The key that sorts texts as a Swedish reader looks for them."""
    key = re.sub(NUMBER, FILLED, text.translate(_TRANSLATED))
    return re.sub(TOO_LONG, CUT, key) + END + text
