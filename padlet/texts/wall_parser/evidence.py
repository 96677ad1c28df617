"""What the whole wall says of its lines: whether notes are signed, marked, or set apart."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from modellkoncept.text.pasted_lines import without_mark
from padlet.texts.wall_parser.boundaries import (
    blank_lines_above,
    groups_that_ask,
    has_wide_gaps,
    last_of_boxes,
    signed_lines,
)
from padlet.texts.wall_parser.headings import (
    is_breakout_heading,
    names_several_role_groups,
    role_group_of,
)
from padlet.texts.wall_parser.lines import ROLE_KINDS, Kind, Line
from padlet.texts.wall_parser.names import Likelihood
from padlet.texts.wall_parser.page_words import is_of_the_page
from padlet.texts.wall_parser.signatures import (
    Signature,
    is_dated,
    says_nobody_signed,
    signature_of,
    signs_alone,
    without_reactions,
)

SIGNED = 0.4  # of the paragraphs: from here on a wall's notes are signed
MARKED = 0.5  # of the lines that ask nothing: from here on its notes are bullets or numbers
MOSTLY = 0.8  # of the signatures
ENOUGH_BOXES = 4  # whose last notes are signed: then all are
STYLE = 2  # so many signatures in capitals make it the wall's own way to sign

_CONTACT = re.compile(r"\w@[\w-]{1,80}\.\w|(?:\+46|\b0\d{1,3})[\s-]?\d[\d\s-]{5,12}\d")
_BULLET = re.compile(r"(?:[-‐-―−•·‧∙⋅●○◦◉■□▪▫◼◻◾◽◆◇❖➢➤►▶▸‣⁃✓✔☐☑*+>]|o)\s+\S|[•·●○◦■□▪▫➢✓]\S")
_NUMBER = re.compile(r"(?:\d{1,2}[.):]|\(\d{1,2}\)|[a-z]\))\s+\S")


class Way(Enum):
    """How notes end on this wall."""

    UNSIGNED = auto()
    BELOW = auto()  # at the end of the note, on its line or below it
    ABOVE = auto()  # who wrote stands on a line above the note


class Mark(Enum):
    NONE = auto()
    BULLET = auto()
    NUMBER = auto()


@dataclass
class Evidence:
    """By line: what it is for sure, how it is signed and marked; and what that says of all."""

    sure: list[Kind | None]
    cuts: list[Signature | None]  # the signature on the line that is believed
    marks: list[Mark]
    way: Way
    note_mark: Mark
    is_spaced: bool  # blank lines stand between notes
    has_capitals: bool  # most lines begin with a capital letter
    asked_in: list[int]  # in how many groups each line stands
    asks_the_same: bool  # the groups were asked the same questions
    gaps: list[int]  # the blank lines above each line
    has_wide_gaps: bool  # more blank lines stand between notes than within them
    is_all_signed: bool  # every note, other than bullets, is signed

    def cuts_name(self, at: int) -> bool:
        signature = self.cuts[at]
        return signature is not None and signature.likelihood is not Likelihood.NO

    def has_contact(self, text: str) -> bool:
        """Whether the line gives somebody's address or number."""
        return _CONTACT.search(text) is not None

    def unmarked(self, text: str) -> str:
        return without_mark(text)


def ends_sentence(text: str) -> bool:
    """Whether the line ends as a sentence, not as a heading."""
    return text.rstrip("”\"' ").endswith((".", "!", ",", "…", ";"))


def evidence_of(lines: Sequence[Line]) -> Evidence:
    """Everything that is known before the lines are gone through."""
    marks = [_mark_of(line.text) for line in lines]
    signatures = [signature_of(without_reactions(line.text)) for line in lines]
    cuts = _believed(lines, signatures)
    sure = [_sure_kind(line, cut) for line, cut in zip(lines, cuts, strict=True)]
    way = _way_of(lines, sure, cuts)
    note_mark = _note_mark(lines, sure, marks)
    if note_mark is Mark.BULLET:
        _keep_marked_names_of_groups(sure, marks)
    _believe_names_alone(lines, sure, way)
    is_signed = signed_lines(lines, sure, [cut is not None for cut in cuts])
    asked_in = groups_that_ask(lines, sure)
    return Evidence(
        sure=sure,
        cuts=cuts,
        marks=marks,
        way=way,
        note_mark=note_mark,
        is_spaced=_is_spaced(lines, sure, cuts, way),
        has_capitals=_has_capitals(lines, sure),
        asked_in=asked_in,
        asks_the_same=any(
            count > 1 and line.text.endswith("?")
            for line, count in zip(lines, asked_in, strict=True)
        ),
        gaps=blank_lines_above(lines),
        has_wide_gaps=has_wide_gaps(lines, sure, is_signed),
        is_all_signed=_is_all_signed(lines, sure, cuts, marks, is_signed),
    )


def _sure_kind(line: Line, cut: Signature | None) -> Kind | None:
    text = line.text
    if is_of_the_page(text):
        return Kind.LEFT_OUT
    if says_nobody_signed(text) or is_dated(text) or signs_alone(text) is Likelihood.LIKELY:
        return Kind.NAME
    if cut is not None:
        return None if cut.kept else Kind.NAME
    if role := role_group_of(text):
        return Kind(role)
    if names_several_role_groups(text):
        return Kind.EVERYBODY
    return Kind.BREAKOUT if is_breakout_heading(text) else None


def _believed(lines: Sequence[Line], signatures: list[Signature | None]) -> list[Signature | None]:
    """The signatures that are ones: words in capitals sign only where others do it so."""
    likely = [each for each in signatures if each and each.likelihood is Likelihood.LIKELY]
    is_style = sum(each.is_capitals for each in likely) >= STYLE
    small = (
        {word for line in lines for word in re.findall(r"[^\W\d_]+", line.text) if word.islower()}
        if is_style
        else set()
    )

    def is_believed(each: Signature) -> bool:
        if each.likelihood is not Likelihood.POSSIBLE or not each.is_capitals:
            return True
        words = re.findall(r"[^\W\d_]+", each.removed.casefold())
        return is_style and not any(word in small for word in words)

    return [each if each and is_believed(each) else None for each in signatures]


def _way_of(lines: Sequence[Line], sure: list[Kind | None], cuts: list[Signature | None]) -> Way:
    alone = _of_the_wall([at for at, kind in enumerate(sure) if kind is Kind.NAME], sure)
    ends = sum(cut is not None and bool(cut.kept) for cut in cuts)
    if len(alone) > ends and _stand_above(lines, sure, alone):
        return Way.ABOVE
    said = [at for at, kind in enumerate(sure) if kind is None]
    paragraphs = sum(
        lines[at].is_spaced or cuts[at] is not None or (at > 0 and sure[at - 1] is not None)
        for at in _of_the_wall(said, sure)
    )
    signed = ends + len(alone)
    return Way.BELOW if signed and signed >= SIGNED * paragraphs else Way.UNSIGNED


def _of_the_wall(places: list[int], sure: list[Kind | None]) -> list[int]:
    """Those that stand below the first heading of a group, where there is one."""
    first = next((at for at, kind in enumerate(sure) if kind in ROLE_KINDS), 0)
    return [at for at in places if at >= first]


def _stand_above(lines: Sequence[Line], sure: list[Kind | None], alone: list[int]) -> bool:
    """Whether names stand above what they sign: a blank line before them, none after."""
    above = below = 0
    for at in alone:
        has_blank_after = _is_apart_from_the_next(lines, sure, at)
        above += lines[at].is_spaced and not has_blank_after
        below += not lines[at].is_spaced and has_blank_after
    if above != below:
        return above > below
    # Nothing is set apart: the first of them tells, by what stands before it.
    return bool(alone) and _comes_first(sure, alone)


def _comes_first(sure: list[Kind | None], alone: list[int]) -> bool:
    """Whether a name stands right below a heading of a group, or the last line is no name."""
    before: Kind | None = None
    for kind in sure:
        if kind is Kind.NAME and before in ROLE_KINDS:
            return True
        before = before if kind is Kind.LEFT_OUT else kind
    rest = [kind for kind in sure if kind is not Kind.LEFT_OUT]
    return bool(rest) and rest[-1] is not Kind.NAME


def _is_apart_from_the_next(lines: Sequence[Line], sure: list[Kind | None], at: int) -> bool:
    """Whether a blank line, or the end, comes before what is said next."""
    for after in range(at + 1, len(sure)):
        if lines[after].is_spaced:
            return True
        if sure[after] is not Kind.LEFT_OUT:
            return False
    return True


def _believe_names_alone(lines: Sequence[Line], sure: list[Kind | None], way: Way) -> None:
    """Capitalised words on a line of their own are names where other names stand so."""
    if way is Way.UNSIGNED or Kind.NAME not in sure:
        return
    for at, line in enumerate(lines):
        if sure[at] is not None or signs_alone(line.text) is not Likelihood.POSSIBLE:
            continue
        is_apart = _is_apart_from_the_next(lines, sure, at)
        is_above = line.is_spaced and not is_apart
        is_below = not line.is_spaced and is_apart
        if is_above if way is Way.ABOVE else is_below:
            sure[at] = Kind.NAME


def _is_all_signed(
    lines: Sequence[Line],
    sure: list[Kind | None],
    cuts: list[Signature | None],
    marks: list[Mark],
    is_signed: list[bool],
) -> bool:
    """Whether no note lacks a signature: by the last ones of the boxes, bullets left aside.

    A few boxes say too little of names, which people write. ”Anonymt” is the page's own.
    """
    last = [at for at in last_of_boxes(lines, sure) if marks[at] is not Mark.BULLET]
    if not all(is_signed[at] for at in last):
        return False
    alone = [at for at, kind in enumerate(sure) if kind is Kind.NAME and cuts[at] is None]
    likelihoods = [cut.likelihood for cut in cuts if cut is not None]
    likelihoods += [signs_alone(lines[at].text) for at in _of_the_wall(alone, sure)]
    anonymous = likelihoods.count(Likelihood.NO)
    return len(last) >= ENOUGH_BOXES or anonymous >= MOSTLY * len(likelihoods)


def _mark_of(text: str) -> Mark:
    if _BULLET.match(text):
        return Mark.BULLET
    return Mark.NUMBER if _NUMBER.match(text) else Mark.NONE


def _note_mark(lines: Sequence[Line], sure: list[Kind | None], marks: list[Mark]) -> Mark:
    """The mark that notes have here, if most lines that ask nothing have one."""
    said = [
        mark
        for line, kind, mark in zip(lines, sure, marks, strict=True)
        if kind is None and not line.text.endswith("?")
    ]
    counts = Counter(said)
    for mark in (Mark.BULLET, Mark.NUMBER):
        if counts[mark] > 1 and counts[mark] >= MARKED * len(said):
            return mark
    return Mark.NONE


def _keep_marked_names_of_groups(sure: list[Kind | None], marks: list[Mark]) -> None:
    """Where notes are bullets, a bullet that names a group is a note."""
    for at, kind in enumerate(sure):
        if kind in ROLE_KINDS and marks[at] is Mark.BULLET:
            sure[at] = None


def _is_spaced(
    lines: Sequence[Line],
    sure: list[Kind | None],
    cuts: list[Signature | None],
    way: Way,
) -> bool:
    """Whether blank lines stand between notes: then a note may have several lines."""
    pairs = [
        lines[at].is_spaced
        for at in range(1, len(lines))
        if sure[at] is None
        and (
            cuts[at - 1] is not None or sure[at - 1] is Kind.NAME
            if way is Way.BELOW
            else sure[at - 1] is None and not lines[at - 1].text.endswith("?")
        )
    ]
    return 2 * sum(pairs) >= len(pairs)


def _has_capitals(lines: Sequence[Line], sure: list[Kind | None]) -> bool:
    said = [line.text for line, kind in zip(lines, sure, strict=True) if kind is None]
    return 2 * sum(text[0].islower() for text in said) < len(said)
