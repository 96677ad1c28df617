"""Small groups of people: how many others must be there before words may be set apart. Pure.

The limits of all that is shown, stored and exported stand here and nowhere else.
"""

from collections.abc import Sequence

SMALL = 6  # below this many people the group is told that others can guess who wrote
LEAST = 5  # people, or notes: what fewer have written is set apart for nobody
LIMITS = {"small": SMALL, "least": LEAST}  # for templates, which say the numbers


def is_small(size: int | None) -> bool:
    """Whether others can guess who wrote in a group of this size; None: it is not known."""
    return size is not None and 0 < size < SMALL


def disclosable(sizes: Sequence[int]) -> frozenset[int]:
    """The numbers (1, 2 …) of a section's groups that a note may name.

    A group under LEAST people is named for nobody, nor is one whose size is not known (0). What is
    left unnamed is told apart by that alone: so the smallest of the others go unnamed too, until
    the unnamed are LEAST people together. With one group there is nothing to name.
    """
    if len(sizes) <= 1:
        return frozenset()
    by_size = sorted(range(1, len(sizes) + 1), key=lambda number: sizes[number - 1])
    named = [number for number in by_size if sizes[number - 1] >= LEAST]
    unnamed = sum(size for size in sizes if size < LEAST)
    has_unnamed = len(named) < len(sizes)
    while has_unnamed and named and unnamed < LEAST:
        unnamed += sizes[named.pop(0) - 1]
    return frozenset(named)
