"""Text made to fit, cut between two words."""

import re

ELLIPSIS = "…"
LEFT_BEHIND = " ,;:.–-—/&(\"'”“’«»" + ELLIPSIS  # at the end of what was cut


def shortened(text: str, length: int, *, mark: str = ELLIPSIS) -> str:
    """The text in at most `length` characters, cut between words and marked as cut.

    Empty where not even its first word fits; a single word longer than all the room is never shown
    in part.
    """
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    room = length - len(mark)
    ends = [found.start() for found in re.finditer(r"\s", text[: room + 1])] if room > 0 else []
    kept = text[: ends[-1]].rstrip(LEFT_BEHIND) if ends else ""
    return f"{kept}{mark}" if kept else ""
