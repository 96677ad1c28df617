"""One cleaning for everything that people type or paste, whatever way it comes in.

What separates words becomes a blank or a line break, so that no two words run together. What is
not seen goes, except where it does something: joins an emoji, shapes Arabic and Indic letters, or
holds the direction in a text that is read from the right. Letters are composed (NFC). Pure.

The phone counts as this does: static/js/padlet/note-text.js.
"""

import re
import unicodedata

# What XML forbids, and what breaks the text of a whole PDF page: controls and noncharacters.
_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    chr(plane + 0xFFFE) + chr(plane + 0xFFFF) for plane in range(0, 0x110000, 0x10000)
)
UNPRINTABLE = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff{_NONCHARACTERS}]")

# Line feeds of every system; VT is Word's break within a paragraph, FS to RS its older kin.
_LINE_BREAK = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Every blank, the bell that ends Word's table cells, and the letters that are drawn as nothing.
_BLANK = re.compile(
    "[\t\x07\x1f \xa0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000\u115f\u1160\u3164\uffa0]"
)
# What Word's symbol fonts draw at a private place, as the sign that everybody has.
_SYMBOLS = {
    0xF02D: "–", 0xF04A: "☺", 0xF06C: "●", 0xF06E: "■", 0xF06F: "□", 0xF071: "❑", 0xF075: "◆",
    0xF076: "❖", 0xF09F: "•", 0xF0A7: "▪", 0xF0A8: "□", 0xF0B7: "•", 0xF0D8: "➢", 0xF0E0: "→",
    0xF0E8: "→", 0xF0FC: "✓", 0xF0FE: "☑",
}  # fmt: skip
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")

_DIRECTIONS = "\u061c\u200e\u200f"  # they hold a sign to its side, and reach no further
_RIGHT_TO_LEFT = re.compile(
    "(?!\u061c)[\u0590-\u08ff\ufb1d-\ufdfb\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_SELECTORS = "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
# Controls, joiners, marks of direction, selectors, tags, fillers: nothing of it is seen.
_UNSEEN = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff0-\ufffc\U0001bca0-\U0001bca3"
    f"\U0001d173-\U0001d17a\U000e0000-\U000e0fff\ud800-\udfff{_NONCHARACTERS}"
)
INVISIBLE = re.compile(f"[{_UNSEEN}]")

_PICTURE = (
    "\xa9\xae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
_SHAPED = "\u0600-\u08ff\u0900-\u109f\u1780-\u17ff\u1800-\u18af\ua800-\uabff\U00011000-\U00011fff"
_IDEOGRAPH = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_FLAG = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"
_INVISIBLE_OR_JOINING = re.compile(
    f"(?P<joins>{_FLAG}"
    f"|(?<=[{_PICTURE}\ufe0f\U000e007f])\u200d(?=[{_PICTURE}])"
    f"|(?<=[{_SHAPED}])[\u200c\u200d](?=[{_SHAPED}])"
    f"|(?<=[{_PICTURE}])[\ufe0e\ufe0f]"
    "|(?<=[0-9#*])\ufe0f(?=\u20e3)"
    f"|(?<=[{_IDEOGRAPH}])[\ufe00-\ufe02\U000e0100-\U000e01ef]"
    "|(?<=[\u1820-\u18af])[\u180b-\u180d\u180f])"
    f"|[{_UNSEEN}]"
)
# Those of them that only stand between others; the rest is nothing at all, wherever it stands.
_NEVER_JOINS = re.compile(
    f"(?![\u200c\u200d{_SELECTORS}{_DIRECTIONS}\U000e0030-\U000e0039"
    f"\U000e0061-\U000e007a\U000e007f])[{_UNSEEN}]"
)


def clean_line(text: str) -> str:
    """The text on one line: with single blanks between its words and none round them."""
    return " ".join(_clean(text).split())


def clean_text(text: str) -> str:
    """The text with its lines, and at most one empty line between two paragraphs."""
    text = re.sub(r" +(?=\n|$)", "", _clean(text))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def is_seen(text: str) -> bool:
    """Whether any of the text is drawn: a letter, a figure, a sign, and not only what joins."""
    drawn = INVISIBLE.sub("", _PRIVATE.sub("", _BLANK.sub("", text)))
    return any(unicodedata.category(each)[0] not in "MZ" and each != "\n" for each in drawn)


def comparison_key(text: str) -> str:
    """The same for two texts that look the same: signs that are not seen make no difference."""
    return " ".join(INVISIBLE.sub("", _clean(text)).split())


def look_alike(one: str, other: str) -> bool:
    """Whether nobody sees a difference between the two."""
    return one == other or comparison_key(one) == comparison_key(other)


def split_lines(text: str) -> list[str]:
    """The lines of a text, whatever breaks them, as they stand."""
    return _LINE_BREAK.split(text)


def _clean(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    text = _LINE_BREAK.sub("\n", text)
    text = _PRIVATE.sub("", text.translate(_SYMBOLS))
    text = _NEVER_JOINS.sub("", _BLANK.sub(" ", text))
    if not _RIGHT_TO_LEFT.search(text):
        text = re.sub(f"[{_DIRECTIONS}]", "", text)
    text = unicodedata.normalize("NFC", text)
    # What joined something that has gone joins nothing any more.
    while (kept := _INVISIBLE_OR_JOINING.sub(_joining, text)) != text:
        text = unicodedata.normalize("NFC", kept)
    return text


def _joining(sign: re.Match[str]) -> str:
    return sign["joins"] or (sign[0] if sign[0] in _DIRECTIONS else "")
