"""Several lines become several notes: what marks a line at its start goes. Pure; no Django.

The phone's scribe does the same in static/js/padlet/split-lines.js.
"""

import re

BULLET = re.compile(
    r"^(?:[•·▪▫◦‣●○■□☐☑✓*–—]\s*|[-+>](?!\d)\s*|o(?=\t)\s*|(?:\d{1,2}|[a-zåäö])[.)](?=\s)\s*"
    r"|\[[ x]?\]\s*)",
    re.IGNORECASE,
)


def lines_of(text: str) -> list[str]:
    """The lines that say something, without bullets, numbers or dashes in front."""
    lines = (BULLET.sub("", line.strip(), count=1).strip() for line in _split(text))
    return [line for line in lines if re.search(r"\w", line)]


def _split(text: str) -> list[str]:
    return re.split(r"\r\n|[\n\r\u2028\u2029\v\f]", text)
