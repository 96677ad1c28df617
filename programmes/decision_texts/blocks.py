"""Plain text with paragraphs and lists, as a person edits it, read into blocks for a document."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

_NUMBERED = re.compile(r"\d{1,3}[.)]\s+(?=\S)")
_BULLET = re.compile(r"[-–•*]\s+(?=\S)")
_GAP = re.compile(r"\[fylls i: ([^\[\]\n]{1,200})\]")


class BlockKind(StrEnum):
    PARAGRAPH = "p"
    NUMBERED = "ol"
    BULLETS = "ul"


@dataclass(frozen=True)
class Block:
    """A paragraph with its lines, or a list with its points."""

    kind: BlockKind
    lines: Sequence[str]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def blocks_of(text: str) -> list[Block]:
    """The blocks of the text: a line with a number or a dash is a point of a list.

    A paragraph keeps its lines: who writes recipients gets one on each.
    """
    found: list[Block] = []
    for paragraph in re.split(r"\n[ \t]*\n", text):
        lines = [line.strip() for line in paragraph.split("\n") if line.strip()]
        for kind, run in groupby(lines, key=_kind_of):
            found.append(Block(kind, [_without_mark(line, kind) for line in run]))
    return found


def gaps_in(texts: Iterable[str]) -> list[str]:
    """What still is to be filled in, each once, in the order of the texts."""
    return list(dict.fromkeys(what for text in texts for what in _GAP.findall(text)))


def _kind_of(line: str) -> BlockKind:
    if _NUMBERED.match(line):
        return BlockKind.NUMBERED
    return BlockKind.BULLETS if _BULLET.match(line) else BlockKind.PARAGRAPH


def _without_mark(line: str, kind: BlockKind) -> str:
    marks = {BlockKind.NUMBERED: _NUMBERED, BlockKind.BULLETS: _BULLET}
    return marks[kind].sub("", line, count=1) if kind in marks else line
