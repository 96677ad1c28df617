"""Text that is cut to fit."""

import pytest

from modellkoncept.text.shortening import shortened


@pytest.mark.parametrize(
    ("text", "length", "short"),
    [
        ("vem kan göra vad", 16, "vem kan göra vad"),
        ("vem kan göra vad", 15, "vem kan göra…"),
        ("vem kan göra vad", 13, "vem kan göra…"),
        ("vem kan göra vad", 12, "vem kan…"),
        ("vem kan, göra vad", 12, "vem kan…"),
        ("vem – kan", 7, "vem…"),
        ("oavkortbart", 8, ""),
        ("vem kan", 0, ""),
        ("vem kan", -4, ""),
        ("", 4, ""),
    ],
)
def test_a_text_is_cut_between_words(text, length, short):
    assert shortened(text, length) == short
