"""A number from an address or a hidden field, where anything at all may be written."""

import pytest

from modellkoncept.web.query_parameters import number_or_zero


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        ("007", 7),
        ("999999999", 999_999_999),
        ("1000000000", 0),
        ("", 0),
        (None, 0),
        ("-1", 0),
        ("+1", 0),
        ("1.5", 0),
        (" 1", 0),
        ("1_000", 0),
        ("٣", 0),
        ("²", 0),
        ("ett", 0),
    ],
)
def test_anything_but_a_short_whole_number_is_none(text, number):
    assert number_or_zero(text) == number
