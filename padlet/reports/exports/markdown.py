"""A board's summary and notes as Markdown."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from padlet.models import Board
from padlet.reports.board_report import BoardReport, Heading, Order, board_report
from padlet.reports.note_labels import cited_notes_label, left_out_words, note_suffix

# What Markdown reads as its own signs wherever they stand; &amp; and its kin are read as one sign.
MARKS = re.compile(r"([\\`*\[\]<|~]|&(?=#?\w+;))")
EMPHASIS = re.compile(r"_+")  # not within a word: snake_case stays as it is
LINE_STARTS = re.compile(r"^(#{1,6}(?=\s|$)|[-+](?=\s|$)|=+$|-+$|>)", re.MULTILINE)
NUMBER_STARTS = re.compile(r"^([0-9]{1,9})([.)])(?=\s|$)", re.MULTILINE)
HEADING_ENDS = re.compile(r"(?:^|(?<=\s))(#+)$")


def markdown(board: Board, by: Order = Order.BY_GROUP) -> bytes:
    """The summary and the notes as headings and lists, to paste where Markdown is read."""
    found = board_report(board, by=by)
    lines = [
        f"# {escaped_heading(board.title)}",
        "",
        escaped(f"{board.meeting.title}, {board.meeting.date:%Y-%m-%d}"),
    ]
    lines += ["", *_summary_in_markdown(found)] if found.summaries else []
    for heading in found.headings:
        lines += ["", *_heading_in_markdown(heading, 2, numbered=bool(found.summaries))]
    return ("\n".join(lines).rstrip() + "\n").encode()


def _summary_in_markdown(found: BoardReport) -> Iterator[str]:
    yield "## " + _("Sammanfattning")
    for summary in found.summaries:
        yield from ("", f"### {summary.number}. {escaped_heading(summary.prompt)}", "")
        for said in summary.sentences:
            yield f"{said.sentence_no}. {indented(escaped(said.text))} ({cited_notes_label(said)})"
        if summary.left_out:
            yield from ("", escaped(left_out_words(summary.left_out)))


def _heading_in_markdown(heading: Heading, level: int, *, numbered: bool) -> Iterator[str]:
    """A heading and its notes; these carry numbers only where a summary points at them."""
    yield from ("#" * min(level, 6) + f" {escaped_heading(heading.title)}", "")
    if not any(heading.all_entries()):
        yield from (_("Inga lappar."), "")
    for entry in heading.entries:
        mark = f"{entry.number}. " if numbered else "- "
        yield f"{mark}{indented(escaped(entry.text), len(mark))}{note_suffix(entry)}"
    if heading.entries:
        yield ""
    for below in heading.headings if any(heading.all_entries()) else ():
        yield from _heading_in_markdown(below, level + 1, numbered=numbered)


def escaped(text: str) -> str:
    """The text so that Markdown shows it as it was written, and what means nothing to it as is."""
    text = "\n".join(line.strip() for line in text.splitlines())
    text = LINE_STARTS.sub(r"\\\1", _without_marks(text))
    return NUMBER_STARTS.sub(r"\1\\\2", text)


def escaped_heading(text: str) -> str:
    """The text so that Markdown shows it as it was written, in a heading."""
    return HEADING_ENDS.sub(r"\\\1", _without_marks(" ".join(text.split())))


def _without_marks(text: str) -> str:
    return EMPHASIS.sub(_escaped_underscores, MARKS.sub(r"\\\1", text))


def _escaped_underscores(found: re.Match[str]) -> str:
    text, (start, end) = found.string, found.span()
    is_within_a_word = text[:start][-1:].isalnum() and text[end:][:1].isalnum()
    return found[0] if is_within_a_word else "\\_" * len(found[0])


def indented(text: str, by: int = 3) -> str:
    """Later lines of a list item stand under its first, as lines of their own."""
    return ("  \n" + " " * by).join(text.splitlines())
