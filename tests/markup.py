"""The HTML of a page without the white space that only lays out its source."""

import re
from datetime import datetime

# White space at the edges of these is never drawn: a line break there says nothing to a reader.
EDGES = (
    "address|article|aside|blockquote|body|button|caption|dd|details|dialog|div|dl|dt|fieldset"
    "|figcaption|figure|footer|form|h[1-6]|head|header|hr|html|legend|li|link|main|meta|nav|ol"
    "|optgroup|option|p|script|section|style|summary|table|tbody|td|template|tfoot|th|thead|title"
    "|tr|ul|circle|clippath|defs|g|path|pattern|rect|text"
)
AT_EDGE = re.compile(rf"</?(?:{EDGES})\b", re.IGNORECASE)
PART = re.compile(
    r"""(?P<tag></?[a-z][\w-]*(?:[^<>"']|"[^"]*"|'[^']*')*>)|(?P<space>\s+)|[^<\s]+|<""",
    re.IGNORECASE,
)
KEPT = re.compile(r"(<(textarea|pre|script|style)\b.*?</\2>)", re.DOTALL | re.IGNORECASE)
IN_TAG = re.compile(r"""(?P<quoted>"[^"]*"|'[^']*')|\s*(?P<end>/?>)|\s+""")


def on_one_line(html: str) -> str:
    """Return the HTML as it reads when no line is broken for the sake of its source.

    One blank between attributes and between words, none at the edge of a block. A blank inside a
    sentence or a link stays, and so does every one in a field: a test still sees one too many or
    one too few.
    """
    pieces: list[str] = []
    at_edge, place, blank = True, 0, False
    while found := PART.match(html, place):
        place = found.end()
        if found["space"]:
            blank = True
            continue
        part = found[0]
        edge = bool(AT_EDGE.match(part))
        if blank and not edge and not at_edge:
            pieces.append(" ")
        if found["tag"]:
            part = IN_TAG.sub(lambda each: each["quoted"] or each["end"] or " ", part)
            if whole := KEPT.match(html, found.start()):
                part, place = part + html[place : whole.end()], whole.end()
        pieces.append(part)
        at_edge, blank = edge, False
    return "".join(pieces)


TIME = re.compile(r"<time\b(?:[^>]*?\bdatetime=\"(?P<value>[^\"]*)\")?[^>]*>")
TIME_FORMS = ("%Y-%m-%d", "%H:%M", "%Y-%m-%dT%H:%M")


def invalid_times(html: str) -> list[str]:
    """The <time> elements whose datetime is no day, time of day or both."""
    return [found[0] for found in TIME.finditer(html) if not _is_time(found["value"] or "")]


def _is_time(value: str) -> bool:
    for form in TIME_FORMS:
        try:
            if datetime.strptime(value, form).strftime(form) == value:  # noqa: DTZ007 – of no zone
                return True
        except ValueError:
            continue
    return False
