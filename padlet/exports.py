"""Header and rows of a board's spreadsheet, and its text as Markdown and JSON: no HTTP.

Question, group and text, with the figures that stand on the note: no id and no time of a note
(TRUST: C12). What may be taken out at all is decided in outline.py.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from modellkoncept.files import spreadsheets
from modellkoncept.files.metadata import ORGANISATION
from modellkoncept.files.spreadsheets import Cell, Sheet
from padlet.models import Board
from padlet.outline import BY_GROUP, Line, Outline, Part, Said, outline

HEADER = [
    gettext_lazy("Grupp"),
    gettext_lazy("Fråga"),
    gettext_lazy("Smågrupp"),
    gettext_lazy("Tema"),
    gettext_lazy("Lapp"),
    gettext_lazy("Håller med"),
    gettext_lazy("Prickar"),
    gettext_lazy("Från papper"),
]
WIDTHS = [22, 44, 14, 22, 80, 14, 12, 16]
# What Markdown reads as its own signs.
MARKS = re.compile(r"([\\`*_\[\]<>|~])")
LINE_STARTS = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|[-+](?=\s|$)|=+$|-+$|>)", re.MULTILINE)
NUMBER_STARTS = re.compile(r"^(\s*\d+)([.)])(?=\s|$)", re.MULTILINE)


def title_of(board: Board) -> str:
    return f"{board.title}, {board.meeting.title}"


# --- spreadsheets -----------------------------------------------------------------------------


def sheet(board: Board, by: str = BY_GROUP) -> Sheet:
    """Each note a row, in the order group > question > small group > theme, or the chosen one."""
    rows = [_row(line) for line in outline(board, by=by).lines]
    return Sheet(_("Lappar"), [str(name) for name in HEADER], rows, WIDTHS)


def _row(line: Line) -> list[Cell]:
    return [
        line.group,
        line.question,
        _("Grupp %(number)s") % {"number": line.breakout} if line.breakout else "",
        line.theme,
        line.text,
        line.likes,
        line.dots,
        _("Ja") if line.from_paper else "",
    ]


def csv(board: Board, by: str = BY_GROUP) -> bytes:
    return spreadsheets.csv_file(sheet(board, by))


def xlsx(board: Board, by: str = BY_GROUP) -> bytes:
    return spreadsheets.xlsx_file([sheet(board, by)], title=title_of(board), on=board.meeting.date)


# --- Markdown ---------------------------------------------------------------------------------


def markdown(board: Board, by: str = BY_GROUP) -> bytes:
    """The summary and the notes as headings and lists, to paste where Markdown is read."""
    found = outline(board, by=by)
    lines = [
        f"# {escaped(board.title)}",
        "",
        escaped(f"{board.meeting.title}, {board.meeting.date:%Y-%m-%d}"),
    ]
    lines += ["", *_summary_in_markdown(found)] if found.summaries else []
    for part in found.parts:
        lines += ["", *_part_in_markdown(part, 2, numbered=bool(found.summaries))]
    return ("\n".join(lines).rstrip() + "\n").encode()


def _summary_in_markdown(found: Outline) -> Iterator[str]:
    yield "## " + _("Sammanfattning")
    for summary in found.summaries:
        yield from ("", f"### {summary.number}. {escaped(summary.question)}", "")
        for said in summary.sentences:
            yield f"{said.knot}. {indented(escaped(said.text))} ({resting(said)})"
        if summary.left_out:
            yield from ("", escaped(left_out_words(summary.left_out)))


def _part_in_markdown(part: Part, level: int, *, numbered: bool) -> Iterator[str]:
    """A heading and its notes; these carry numbers only where a summary points at them."""
    yield from ("#" * min(level, 6) + f" {_escaped_heading(part.title)}", "")
    if not any(part.all_lines()):
        yield from (_("Inga lappar."), "")
    for line in part.lines:
        mark = f"{line.number}. " if numbered else "- "
        yield f"{mark}{indented(escaped(line.text), len(mark))}{after(line)}"
    if part.lines:
        yield ""
    for below in part.parts if any(part.all_lines()) else ():
        yield from _part_in_markdown(below, level + 1, numbered=numbered)


def escaped(text: str) -> str:
    """The text so that Markdown shows it as it was written."""
    text = MARKS.sub(r"\\\1", text)
    text = LINE_STARTS.sub(r"\1\\\2", text)
    return NUMBER_STARTS.sub(r"\1\\\2", text)


def _escaped_heading(text: str) -> str:
    return MARKS.sub(r"\\\1", " ".join(text.split()))


def indented(text: str, by: int = 3) -> str:
    """Later lines of a list item stand under its first, as lines of their own."""
    return ("  \n" + " " * by).join(text.splitlines())


# --- words that several forms share -----------------------------------------------------------


def after(line: Line) -> str:
    """What stands behind a note: its small group where no heading says that, likes and dots when
    there are any, and that it was on paper."""
    parts = []
    if line.says_group:
        parts.append(_("grupp %(number)s") % {"number": line.breakout})
    if line.likes:
        parts.append(_("%(n)s håller med") % {"n": line.likes})
    if line.dots:
        parts.append(_("1 prick") if line.dots == 1 else _("%(n)s prickar") % {"n": line.dots})
    if line.from_paper:
        parts.append(_("från papper"))
    return f" ({', '.join(parts)})" if parts else ""


def knot_words(line: Line) -> str:
    """Which sentences of the summary rest on the note."""
    if not line.knots:
        return ""
    return _("mening %(numbers)s") % {"numbers": ", ".join(map(str, line.knots))}


def resting(said: Said) -> str:
    """Which notes a sentence rests on, in words."""
    numbers = ", ".join(map(str, said.rests_on))
    if not said.rests_on:
        words = _("Vilar inte på någon lapp")
    elif len(said.rests_on) == 1:
        words = _("Vilar på lapp %(numbers)s") % {"numbers": numbers}
    else:
        words = _("Vilar på lapparna %(numbers)s") % {"numbers": numbers}
    return f"{words}. {gone_words(said.gone)}" if said.gone else words


def gone_words(gone: int) -> str:
    if gone == 1:
        return _("En lapp som den vilade på syns inte längre.")
    return _("%(n)s lappar som den vilade på syns inte längre.") % {"n": gone}


def left_out_words(lines: list[Line]) -> str:
    """ "Inte med i sammanfattningen: 3 lappar (nummer 2, 5, 9)."""
    numbers = ", ".join(str(line.number) for line in lines)
    if len(lines) == 1:
        return _("Inte med i sammanfattningen: 1 lapp (nummer %(numbers)s).") % {"numbers": numbers}
    return _("Inte med i sammanfattningen: %(n)s lappar (nummer %(numbers)s).") % {
        "n": len(lines),
        "numbers": numbers,
    }


# --- JSON -------------------------------------------------------------------------------------


def as_json(board: Board, _by: str = BY_GROUP) -> bytes:
    """The same for another system, always group by group: there the reader orders for itself.

    A note's number is its place in this file, nothing more.
    """
    found = outline(board)
    content = {
        "title": board.title,
        "meeting": board.meeting.title,
        "day": board.meeting.date.isoformat(),
        "organisation": ORGANISATION,
        "summaries": [
            {
                "question": summary.question,
                "sentences": [
                    {"text": said.text, "notes": list(said.rests_on)} for said in summary.sentences
                ],
                "left_out": [line.number for line in summary.left_out],
            }
            for summary in found.summaries
        ],
        "groups": [
            {
                "group": part.title,
                "questions": [_question_in_json(question) for question in part.parts],
            }
            for part in found.parts
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _question_in_json(question: Part) -> dict[str, Any]:
    lines = list(question.all_lines())
    return {
        "question": question.title.split(". ", 1)[1],
        "notes": [
            {
                "number": line.number,
                "small_group": line.breakout or None,
                "theme": line.theme or None,
                "text": line.text,
                "likes": line.likes,
                "dots": line.dots,
                "from_paper": line.from_paper,
            }
            for line in lines
        ],
    }


FORMS = {
    "xlsx": (xlsx, spreadsheets.CONTENT_TYPES["xlsx"]),
    "csv": (csv, spreadsheets.CONTENT_TYPES["csv"]),
    "md": (markdown, "text/markdown; charset=utf-8"),
    "json": (as_json, "application/json"),
}
