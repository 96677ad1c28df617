"""One cleaning of what people type and paste: no words joined, nothing hidden, nothing torn."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modellkoncept.text.cleaning import (
    clean_line,
    clean_text,
    comparison_key,
    is_seen,
    look_alike,
    split_lines,
)

FAMILY = "👩\u200d👩\u200d👧\u200d👦"
ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
BLANKS = [
    "\t", " ", "\xa0", "\u1680", *map(chr, range(0x2000, 0x200B)), "\u202f", "\u205f", "\u3000",
    "\x1f", "\x07",
]  # fmt: skip
LINE_BREAKS = ["\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
INVISIBLE = [
    "\x00", "\x08", "\x1b", "\x7f", "\x90", "\xad", "\u034f", "\u061c", "\u180e", "\u200b",
    "\u200c",
    "\u200d", "\u200e", "\u200f", *map(chr, range(0x202A, 0x202F)),
    *map(chr, range(0x2060, 0x2070)),
    "\ufe0e", "\ufe0f", "\ufeff", "\ufff9", "\ufffc", "\ufdd0", "\ufffe", "\ud83d", "\udc00",
    "\ue000", "\U000e0001", "\U000e0041", "\U000e007f", "\U000e0100", "\U0001ffff",
]  # fmt: skip
KEPT = [
    FAMILY, ENGLAND, "🏳️\u200d🌈", "❤️\u200d🔥", "👍🏽", "1️⃣", "#️⃣", "🇸🇪", "☺️", "©️",
    "🧑🏽\u200d💻",
    "می\u200cخواهم", "क्\u200dष", "葛\U000e0100", "مرحبا C++\u200e!", "שלום", "“citat” – ’", "ﬁ",
    "½",
    "\u0600", "漢字", "🫨",
]  # fmt: skip


@pytest.mark.parametrize("blank", BLANKS)
def test_a_blank_of_any_kind_keeps_words_apart(blank):
    assert clean_line(f"{blank}Budget{blank}{blank}Ansvarig{blank}") == "Budget Ansvarig"
    assert clean_text(f"Budget{blank}Ansvarig{blank}") == "Budget Ansvarig"


@pytest.mark.parametrize("line_break", LINE_BREAKS)
def test_a_line_break_of_any_kind_keeps_lines_apart(line_break):
    assert clean_line(f"Ett{line_break}två") == "Ett två"
    assert clean_text(f"Ett {line_break}två{line_break}") == "Ett\ntvå"
    assert split_lines(f"Ett{line_break}två") == ["Ett", "två"]


@pytest.mark.parametrize("sign", INVISIBLE)
def test_what_is_not_seen_goes_and_makes_no_difference(sign):
    assert clean_line(f"{sign}An{sign}na{sign}") == "Anna"
    assert clean_text(f"{sign}An{sign}na{sign}") == "Anna"
    assert comparison_key(f"{FAMILY}{sign} Anna") == comparison_key(f"{FAMILY} Anna")
    assert look_alike(f"An{sign}na", "Anna")
    assert not is_seen(clean_line(sign))


@pytest.mark.parametrize("text", KEPT)
def test_what_joins_and_what_people_write_stays(text):
    assert clean_line(text) == text
    assert clean_text(f"Ja {text}\n{text}") == f"Ja {text}\n{text}"
    assert is_seen(text)


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("a\u030a", "å"), ("\uf0b7 Punkt", "• Punkt"), ("\uf0fc Klart", "✓ Klart"),
        ("Bra \uf04a", "Bra ☺"), ("sam\xadarbete", "samarbete"),
        ("\u202eabc\u2066def\u2069", "abcdef"),
        ("a\ufe0fb", "ab"), ("a\u200d👩", "a👩"), ("👩\u200d", "👩"), ("\u200d👩", "👩"),
        ("12\ufe0f", "12"),
        ("x\U000e0068\U000e0069", "x"), ("🏴\U000e0067", "🏴"), ("a\u200cb", "ab"),
        ("I\u200f\u0301", "Í"), ("\u3164", ""), ("\u2800a", "a"), ("\u200f(a)", "(a)"),
    ],
)  # fmt: skip
def test_what_word_processors_paste(pasted, kept):
    assert clean_line(pasted) == kept


def test_paragraphs_stay_and_empty_lines_do_not_pile_up():
    assert clean_text("\n\n Ett  \n\n\n\n  två\t\n\u200b\ntre\n") == "Ett\n\n  två\n\ntre"


@pytest.mark.parametrize("text", ["", " ", "\u200b\u2060\xad", "\u0301", "\u3164\u2800", "\ue000"])
def test_what_nobody_sees_is_nothing(text):
    assert not is_seen(text)


ODD = [
    *BLANKS, *LINE_BREAKS, *INVISIBLE, *"aåÄ1#*.\u0301\u20e3ومाक\u094d葛👩💻🏳🌈🏴🏽❤", FAMILY,
    ENGLAND,
]  # fmt: skip
ANYTHING = st.lists(st.one_of(st.sampled_from(ODD), st.characters()), max_size=12).map("".join)
OFTEN = settings(max_examples=400, deadline=None, derandomize=True, database=None)


@given(ANYTHING)
@OFTEN
def test_it_is_done_once_and_leaves_nothing_that_harms(text):
    for clean in (clean_line, clean_text, comparison_key):
        cleaned = clean(text)

        assert clean(cleaned) == cleaned
        assert cleaned == unicodedata.normalize("NFC", cleaned) == cleaned.strip()
        kinds = {unicodedata.category(sign) for sign in cleaned if sign != "\n"}
        assert not kinds & {"Cc", "Cs", "Co", "Zl", "Zp"}
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", cleaned)
        assert {sign for sign in cleaned if sign.isspace()} <= {" ", "\n"}
    assert "\n" not in clean_line(text)


@given(st.lists(st.text("abcåäö", min_size=1), min_size=1), st.data())
@OFTEN
def test_words_are_never_joined(words, data):
    between = st.lists(st.sampled_from([*BLANKS, *LINE_BREAKS]), min_size=1, max_size=3)
    text = words[0] + "".join("".join(data.draw(between)) + word for word in words[1:])

    assert clean_line(text).split() == words
    assert clean_text(text).split() == words


@given(ANYTHING, st.sampled_from(["\u200b", "\ufeff", "\xad", "\u2060", "\u202e", "\u2069"]))
@OFTEN
def test_an_invisible_sign_more_makes_no_other_text(text, sign):
    assert look_alike(clean_text(sign + text + sign), clean_text(text))
