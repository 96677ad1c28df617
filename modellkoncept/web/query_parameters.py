"""Numbers from query parameters and hidden fields, whose content is not trusted."""

LONGEST_NUMBER = 9  # digits; no id of ours is longer, and Postgres takes every such number


def number_or_zero(text: str | None) -> int:
    """The number that was given; 0, which no row and no version has, for anything else."""
    is_number = text is not None and text.isascii() and text.isdecimal()
    return int(text) if text and is_number and len(text) <= LONGEST_NUMBER else 0
