"""Which groups of people may be told apart: no small one, also not by what is left over."""

from itertools import product

import pytest

from modellkoncept.privacy import small_groups, suppression


@pytest.mark.parametrize(
    ("sizes", "named"),
    [
        ([], set()),
        ([8], set()),
        ([5, 5], {1, 2}),
        ([5, 4, 5], {3}),
        ([4, 12], set()),
        ([12, 4], set()),
        ([3, 3, 8], {3}),
        ([2, 2, 8], set()),
        ([1, 9, 7, 8], {2, 4}),
        ([4, 4], set()),
        ([0, 0, 0], set()),
        ([0, 8, 9], {3}),
        ([6, 6, 6], {1, 2, 3}),
    ],
)
def test_a_group_is_named_when_neither_it_nor_the_rest_is_small(sizes, named):
    assert small_groups.disclosable(sizes) == named


def test_in_no_section_can_a_group_under_five_be_told_apart():
    for sizes in product(range(8), repeat=3):
        named = small_groups.disclosable(sizes)
        rest = [size for number, size in enumerate(sizes, start=1) if number not in named]

        assert all(sizes[number - 1] >= small_groups.LEAST for number in named), sizes
        assert not rest or sum(rest) >= small_groups.LEAST or not named, sizes


def test_as_many_groups_are_named_as_can_be():
    for sizes in product(range(1, 9), repeat=3):
        named = small_groups.disclosable(sizes)
        small = sum(size for size in sizes if size < small_groups.LEAST)
        enough = [size for size in sizes if size >= small_groups.LEAST]
        least = 0 if not small or small >= small_groups.LEAST else 1

        assert len(named) == max(0, len(enough) - least), sizes


@pytest.mark.parametrize(
    ("size", "is_small"), [(None, False), (0, False), (1, True), (5, True), (6, False)]
)
def test_a_group_under_six_is_told_that_others_can_guess(size, is_small):
    assert small_groups.is_small(size) is is_small


def test_people_and_notes_have_the_same_limit():
    assert (suppression.LEAST, small_groups.LIMITS) == (5, {"small": 6, "least": 5})
