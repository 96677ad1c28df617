"""A wall made of lines whose kinds are known: role groups × prompts × notes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from modellkoncept.text.cleaning import is_seen
from modellkoncept.text.pasted_lines import without_mark
from padlet.texts.wall_parser.guesses import guess_kinds
from padlet.texts.wall_parser.headings import (
    EVERYBODY,
    MAX_BREAKOUTS,
    breakout_number_of,
    prompt_key,
    template_of,
)
from padlet.texts.wall_parser.lines import (
    MORE_KINDS,
    NOTE_KINDS,
    ROLE_KINDS,
    WITHOUT_NAME,
    Kind,
    Line,
    lines_of,
)
from padlet.texts.wall_parser.names import Likelihood
from padlet.texts.wall_parser.signatures import (
    says_nobody_signed,
    signature_of,
    signs_alone,
    without_reactions,
)

MAX_NOTE_LENGTH = 500
NO_PROMPT = "Utan fråga"  # the prompt of the notes that stand under none


@dataclass(frozen=True)
class WallNote:
    role_group: str
    prompt: int  # its place among the wall's prompts, from 0
    text: str
    breakout: int = 0  # which breakout of the role group wrote it; 0 when the wall does not say


@dataclass
class Wall:
    """The parsed wall."""

    title: str = ""
    instructions: str = ""
    role_groups: list[str] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)
    notes: list[WallNote] = field(default_factory=list)
    names_removed: int = 0
    asked: dict[int, tuple[str, str]] = field(default_factory=dict)  # line: (prompt, role group)
    split: int = 0  # notes that were longer than one may be, and became several

    def box(self, prompt: int, role_group: str, breakout: int | None = None) -> list[str]:
        """The texts of a role group on a prompt; or those of one of its breakouts."""
        return [
            note.text
            for note in self.notes
            if (note.prompt, note.role_group) == (prompt, role_group)
            and breakout in {None, note.breakout}
        ]

    def breakouts(self, role_group: str) -> int:
        """How many breakouts the role group had, as far as the wall says; 0 when it was one."""
        named = {note.breakout for note in self.notes if note.role_group == role_group}
        highest = max(named, default=0)
        return highest if highest > 1 else 0


@dataclass
class _Entry:
    """A prompt or note with the lines that belong to it, in its place on the wall."""

    number: int  # the line where it begins
    is_note: bool
    text: str
    role_group: str
    breakout: int
    asked: "_Entry | None" = None  # the prompt that a note stands under


def read_wall(text: str) -> Wall:
    """Read any text at all as it is guessed to be; every line has a kind, none is lost."""
    lines = lines_of(text)
    return build_wall(lines, guess_kinds(lines))


def build_wall(lines: Sequence[Line], kinds: Sequence[Kind]) -> Wall:
    """The wall as these kinds say it is, whoever chose them."""
    builder = _Builder()
    for line, kind in zip(lines, kinds, strict=True):
        builder.take(line, kind)
    return builder.wall()


def said_in(line: Line, kind: Kind) -> str:
    """What of the line comes into the note: without its bullet, its signature and its hearts."""
    text = without_reactions(line.text)
    signature = signature_of(text)
    if signature and (kind in WITHOUT_NAME or signature.likelihood is Likelihood.NO):
        text = signature.kept
    text = without_reactions(text)
    return without_mark(text) if kind in NOTE_KINDS and re.search(r"\w", text) else text


def may_be_named(line: Line) -> bool:
    """Whether a name may stand at the line's end or start, which the note could do without."""
    signature = signature_of(without_reactions(line.text))
    return signature is not None and signature.likelihood > Likelihood.NO


def may_be_alone(line: Line) -> bool:
    """Whether the whole line may be a name."""
    return signs_alone(line.text) > Likelihood.NO


def removed_from(line: Line, kind: Kind) -> str:
    """The start or end of the line that is not stored, when it is of this kind."""
    signature = signature_of(without_reactions(line.text))
    is_anonymous = signature is not None and signature.likelihood is Likelihood.NO
    is_cut = kind in WITHOUT_NAME or (is_anonymous and kind in NOTE_KINDS | MORE_KINDS)
    if signature is None or not is_cut:
        return ""
    if signature.is_before:
        return signature.removed
    return line.text[line.text.rfind(signature.removed) :]


class _Builder:
    """Goes through the lines once; what a line belongs to is what stands above it."""

    def __init__(self) -> None:
        self.titles: list[str] = []
        self.instructions: list[str] = []
        self.entries: list[_Entry] = []
        self.open: _Entry | list[str] | None = None  # what a further line would belong to
        self.asked: _Entry | None = None
        self.role_group, self.breakout = EVERYBODY, 0
        self.names = 0

    def take(self, line: Line, kind: Kind) -> None:
        self.names += kind in WITHOUT_NAME
        if kind is Kind.NAME:
            self.names += signs_alone(line.text) > 0 and not says_nobody_signed(line.text)
        elif kind in ROLE_KINDS:
            self.role_group, self.breakout = kind.value, breakout_number_of(line.text)
            self.asked = self.open = None
        elif kind is Kind.BREAKOUT:
            number = breakout_number_of(line.text) or self.breakout + 1
            self.breakout, self.open = min(number, MAX_BREAKOUTS), None
        elif kind in {Kind.TITLE, Kind.INSTRUCTION}:
            self.open = self.titles if kind is Kind.TITLE else self.instructions
            self.open.append(line.text)
        elif kind in MORE_KINDS and self.open is not None:
            self._add(line, kind)
        elif kind is Kind.PROMPT:
            self.asked = self._enter(line, without_mark(line.text), is_note=False)
        elif kind is not Kind.LEFT_OUT:
            # What should belong to a note, and has none above it, is a note.
            entry = Kind.NOTE_WITHOUT_NAME if kind in WITHOUT_NAME else Kind.NOTE
            self._enter(line, said_in(line, entry), is_note=True)

    def _enter(self, line: Line, text: str, *, is_note: bool) -> _Entry:
        asked = self.asked if is_note else None
        entry = _Entry(line.number, is_note, text, self.role_group, self.breakout, asked)
        self.entries.append(entry)
        self.open = entry
        return entry

    def _add(self, line: Line, kind: Kind) -> None:
        said = said_in(line, kind)
        if isinstance(self.open, list):
            self.open.append(line.text)
        elif self.open is not None and said:
            between = "\n\n" if line.is_spaced else "\n"
            between = between if self.open.is_note else " "
            self.open.text = f"{self.open.text}{between}{said}".strip()

    def wall(self) -> Wall:
        wall = Wall(
            title=" ".join(self.titles),
            instructions="\n".join(self.instructions),
            names_removed=self.names,
        )
        wording = self._wording()
        places: dict[str, int] = {}
        for entry in self.entries:
            if entry.is_note and not is_seen(entry.text):
                continue
            if entry.role_group not in wall.role_groups:
                wall.role_groups.append(entry.role_group)
            prompt = entry if not entry.is_note else entry.asked
            template = wording[id(prompt)] if prompt else NO_PROMPT
            place = places.setdefault(prompt_key(template), len(places))
            if place == len(wall.prompts):
                wall.prompts.append(template)
            if not entry.is_note:
                wall.asked[entry.number] = (template, entry.role_group)
            else:
                parts = parts_of(entry.text)
                wall.split += len(parts) > 1
                wall.notes += [
                    WallNote(entry.role_group, place, part, entry.breakout) for part in parts
                ]
        return wall

    def _wording(self) -> dict[int, str]:
        """Each prompt as it was written; where several groups were asked the same, its template."""
        asked = [entry for entry in self.entries if not entry.is_note]
        templates = {id(entry): template_of(entry.text, entry.role_group) for entry in asked}
        groups: dict[str, set[str]] = {}
        first: dict[str, str] = {}
        for entry in asked:
            key = prompt_key(templates[id(entry)])
            groups.setdefault(key, set()).add(entry.role_group)
            first.setdefault(key, templates[id(entry)])
        wording = {}
        for entry in asked:
            key = prompt_key(templates[id(entry)])
            wording[id(entry)] = first[key] if len(groups[key]) > 1 else entry.text
        return wording


def parts_of(text: str, longest: int = MAX_NOTE_LENGTH) -> list[str]:
    """The text in pieces that fit a note: cut after a sentence, else between words."""
    parts = []
    while len(text) > longest:
        head = text[: longest + 1]
        ends = [match.end() for match in re.finditer(r"[.!?…]\s|\n", head)]
        cut = ends[-1] if ends and ends[-1] > longest // 3 else head.rfind(" ")
        cut = cut if cut > 0 else longest
        parts.append(text[:cut].strip())
        text = text[cut:].strip()
    return [*parts, text] if text else parts
