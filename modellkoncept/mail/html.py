"""A letter's text as simple HTML: the same words, with headings, lists and links.

One renderer for all letters, so that none has more in its HTML than in its text: no picture, no
style that says something, nothing fetched from anywhere.
"""

import re
from itertools import groupby

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

ADDRESS = re.compile(r"https?://[^\s<>\"”’]*[^\s<>\"”’.,;:!?)\]]")
RULE = re.compile(r"-{2,}")
ITEM, CODE = "- ", "    "


def html_of(text: str, *, subject: str, language: str) -> str:
    """The text as a whole page of HTML in its language."""
    context = {"body": body_of(text), "subject": subject, "language": language}
    return render_to_string("modellkoncept/mail/letter.html", context)


def body_of(text: str, *, heading: str = "h2") -> SafeString:
    """The text as HTML: what a letter holds, and what a page shows of it before it goes.

    A line with a rule below it is a heading, lines that begin with "- " are a list, and lines that
    stand in are kept as they are.
    """
    blocks = [
        list(lines)
        for is_blank, lines in groupby(text.split("\n"), lambda line: not line.strip())
        if not is_blank
    ]
    return format_html_join(
        "\n", "{}", ((part,) for block in blocks for part in _parts(block, heading))
    )


def _parts(block: list[str], level: str) -> list[SafeString]:
    """A block of lines: a heading first, if there is one; then lists and paragraphs."""
    if len(block) > 1 and RULE.fullmatch(block[1].strip()):
        heading = format_html(f"<{level}>{{}}</{level}>", block[0].strip())
        return [heading, *(_parts(block[2:], level) if block[2:] else [])]
    return [
        _list(list(lines)) if is_list else _paragraph(list(lines))
        for is_list, lines in groupby(block, lambda line: line.startswith(ITEM))
    ]


def _list(lines: list[str]) -> SafeString:
    items = ((_linked(line.removeprefix(ITEM)),) for line in lines)
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", items))


def _paragraph(lines: list[str]) -> SafeString:
    if all(line.startswith(CODE) for line in lines):
        return format_html("<pre>{}</pre>", "\n".join(line.strip() for line in lines))
    broken = format_html_join(
        "", "{}{}", zip(map(_linked, lines), _breaks(len(lines)), strict=True)
    )
    return format_html("<p>{}</p>", broken)


def _breaks(lines: int) -> list[SafeString]:
    return [*[SafeString("<br>\n")] * (lines - 1), SafeString("")]


def _linked(line: str) -> SafeString:
    """The line, escaped, with each address of the web as a link that says where it leads."""
    parts, at = [], 0
    for found in ADDRESS.finditer(line):
        parts.append(format_html("{}", line[at : found.start()]))
        parts.append(format_html('<a href="{0}">{0}</a>', found[0]))
        at = found.end()
    parts.append(format_html("{}", line[at:]))
    return SafeString("".join(parts))
