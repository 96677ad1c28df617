"""A decision to throw something away, as an authority refers to it."""

import re

LENGTH = 200  # characters: what a row has room for
# Its day, its number in the register and who took it: 2028-04-03, SKR 2028/00123, avdelningen.
IN_WORDS = re.compile(r"\d{4}-\d{2}-\d{2}.*\d.*[^\W\d]")


def is_complete(reference: str) -> bool:
    """Whether day, number and instance are all there, so that it can be looked up."""
    return IN_WORDS.search(reference) is not None
