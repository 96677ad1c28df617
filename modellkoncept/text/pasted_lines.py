"""Pasted lists: what marks a line at its start goes, where the page numbers the lines by itself.

Pure. The phone's scribe does the same in static/js/padlet/split-lines.js.
"""

import re

from modellkoncept.text.cleaning import clean_line, split_lines

_PICTURES = 0x1F000  # from here on signs are emoji, which say something on their own

# Before a tab even these are marks: Word's hollow bullet, and Excel's column of numbers.
_BEFORE_A_TAB = re.compile(r"^\s*(?:o|\d{1,2})\t")
_DASH = "[-‐‑‒–—―−－]"
# Before figures a dash is a minus and > a comparison: ”-5 grader”, ”>5 %”; *so* is emphasis.
_BULLET = (
    r"(?:(?:\[[ xX✓✗]?\]|[•·‧∙⋅●○◦◉◎⦁⦿■□▪▫◼◻◾◽◆◇❖❑❒➢➤►▶▸‣⁃★☆✦✓✔✗✘☐☑☒✅⬜])\ufe0f?"
    rf"|(?:{_DASH}|[+>])(?!\d)(?!{_DASH})|\*(?!\S[^*]*\*))\s*"
)
_ROMAN = "(?:[xX]{0,2}(?:[iI][xX]|[iI][vV]|[vV]?[iI]{1,3}|[vV])|[xX]{1,2})"
_SIGN = rf"(?:\d{{1,2}}|[a-zåäöA-ZÅÄÖ]|{_ROMAN})"
_NUMBER = (
    # Numbers that are one sign: ①, 1️⃣, １．
    r"(?:[①-⓿❶-➓㉑-㉟㊱-㊿]|(?:[0-9]\ufe0f?\u20e3|🔟)|[０-９]{1,2}[．）：、]|（[０-９]{1,2}）|#{1,6}(?=\s)"
    # 1. 1) 1: (1) [1] a) I. each before a blank: ”2030 ska”, ”1:a” and ”24-timmars” stay.
    rf"|[([]{_SIGN}[)\]](?=\s)|{_SIGN}[.)](?=\s)|\d{{1,2}}:(?=\s)"
    # Without a blank before a word only: 1)Vad, 1.Vad.
    r"|(?:\d{1,2}|[a-zåäö])\)(?=[A-Za-zÅÄÖåäö])|\d{1,2}\.(?=[A-ZÅÄÖ][a-zåäö])"
    # 1.1 and 1.2.3: without a dot after it only before a capital, so that ”1.5 miljoner” stays.
    r"|\d{1,2}(?:\.\d){2,3}[.)]?(?=\s)|\d{1,2}\.\d[.)](?=\s)"
    r"|\d{1,2}\.\d(?=\s(?!M(?:kr|dkr|SEK|ilj))[A-ZÅÄÖÉ])"
    rf"|\d{{1,2}}\s{_DASH}\s(?=\D)"
    r"|(?:[Ff]råga|FRÅGA|[Dd]elfråga|[Qq]uestion|[Pp]unkt|Q)\s?(?:[Nn]r\.?\s?)?\d{1,2}(?:\.\d{1,2})?"
    rf"(?:[.:)](?=\s)|\s?{_DASH}\s))\s*"
)
_MARK = re.compile(f"^(?:{_BULLET})*(?:{_NUMBER}(?:{_BULLET})*)?")


def without_mark(line: str) -> str:
    """The line, cleaned, without the bullet or number in front; one that is only that stays."""
    return _unmarked(line) or clean_line(line)


def lines_of(text: str) -> list[str]:
    """The lines that say something, cleaned, without bullets, numbers or dashes in front."""
    lines = (_unmarked(line) for line in split_lines(text))
    return [line for line in lines if _says_something(line)]


def _unmarked(line: str) -> str:
    return _MARK.sub("", clean_line(_BEFORE_A_TAB.sub("", line)), count=1).strip()


def _says_something(line: str) -> bool:
    return any(each.isalnum() or ord(each) >= _PICTURES for each in line)
