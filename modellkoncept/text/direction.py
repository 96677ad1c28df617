"""From which side a text is read: by its first letter that has a side, as a browser's `dir="auto"`.

Pure. For files, whose makers do not look for themselves.
"""

import unicodedata

_FROM_THE_RIGHT, _FROM_THE_LEFT = {"R", "AL"}, {"L"}


def is_right_to_left(text: str) -> bool | None:
    """Whether the text is read from the right; None when nothing in it says so."""
    for sign in text:
        side = unicodedata.bidirectional(sign)
        if side in _FROM_THE_RIGHT:
            return True
        if side in _FROM_THE_LEFT:
            return False
    return None
