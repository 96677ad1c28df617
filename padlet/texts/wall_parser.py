"""A wall pasted as text, read as role groups × prompts × notes. Pure; no Django.

An old Padlet wall copied to the clipboard has no structure but its line breaks: a heading for each
group, the prompts, notes that end in "– ANONYMT", and what the page itself said round them.
Every line ends up somewhere: as heading, prompt or note, as noise that was skipped, or among
the lines that were not understood.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from modellkoncept.text.cleaning import clean_line, split_lines
from modellkoncept.text.pasted_lines import without_mark
from padlet.texts.prompt_wording import WORDS

EVERYBODY = "alla"
MAX_PROMPT_LENGTH = 200
MAX_NOTE_LENGTH = 500
MAX_BREAKOUTS = 12  # breakouts in a role group; a higher number is a year or a head count

_WORDS = {
    "pol": "politiker politikern politikerna politikergrupp politikergruppen förtroendevald"
    " förtroendevalda politikers",
    "chef": "chef chefen chefer cheferna chefsgrupp chefsgruppen chefgrupp chefgruppen",
    "strat": "strateg strategen strateger strategerna strateggrupp strateggruppen strategigrupp"
    " nyckelperson nyckelpersoner nyckelpersonerna nyckelpersonsgrupp nyckelpersonsgruppen",
    EVERYBODY: "alla deltagare deltagarna samtliga gemensamt",
}
ROLE_OF_WORD = {word: role for role, words in _WORDS.items() for word in words.split()}
BESIDE_THE_ROLE = {"och", "samt", "grupp", "gruppen", "grupper", "rollgrupp", "i", "från"}
PROMPTS_WITHOUT_MARK = {"plus", "minus", "intressant"}

_DASH = "[-\u2010-\u2015\u2212]"  # every dash that a keyboard, Word or Padlet makes of a hyphen
_ANONYMOUS = r"(?i:anonymt|anonymous|anonyma|anonym)"
_CAPS = r"[A-ZÅÄÖÉÈÜÆØ][A-ZÅÄÖÉÈÜÆØ'’-]{1,30}"
_NAME = rf"{_CAPS}(?:\s+{_CAPS}){{1,3}}"  # a signature: first and last name in capitals
_MONTH = r"(?i:jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)[a-zåäö]*\.?"
_DAY = (
    rf"(?:\d{{1,2}}\s+{_MONTH}(?:\s+\d{{4}})?|\d{{4}}-\d{{2}}-\d{{2}})"
    r"(?:,?\s+(?:(?i:kl)\.?\s*)?\d{1,2}[.:]\d{2})?"
)
SIGNED = re.compile(rf"\s?{_DASH}{{1,3}}\s*(?:(?P<anonymous>{_ANONYMOUS})|{_NAME})[\s.]*$")
SIGNATURE = re.compile(rf"(?:{_DASH}{{1,3}}\s*)?{_ANONYMOUS}[\s.]*|{_DASH}{{1,3}}\s*{_NAME}")
NOISE = re.compile(
    rf"(?:{_NAME}\s+|{_ANONYMOUS}\s+)?{_DAY}|(?:för )?\d+\s*\w+ sedan|https?://\S+"
    r"|(?i:padlet|padlet drive|pdf-dokument|pdf document|pdf|gilla|kommentera|dela|remake|gör om"
    r"|lägg till (?:en )?kommentar|add (?:a )?comment|made with padlet|skapad med padlet)"
    r"|\d{1,4}(?:\s+(?i:kommentar(?:er)?|gilla(?:r|nden|-markeringar)?|likes?|comments?))?"
    r"|[^\w?]+"
)
BULLET = re.compile(r"^(?:[•·*▪●○]|-(?=\s))\s*")
BREAKOUT = re.compile(r"(?:Grupp|Gruppen)\s*(?:nr\.?\s*)?(\d{1,2})[\s.:]*", re.IGNORECASE)
BREAKOUT_NUMBER = re.compile(r"(?:grupp|gruppen)\s*(\d{1,2})\b|(\d{1,2})\W*$", re.IGNORECASE)


class UnparsedReason(StrEnum):
    """Why a line was not imported."""

    BEFORE = "before"  # it stands before the first group's heading
    UNCLEAR = "unclear"  # neither heading, prompt nor signed note
    NO_PROMPT = "no_prompt"  # a note above its group's first prompt
    LONG_PROMPT = "long_prompt"  # longer than a prompt may be


@dataclass(frozen=True)
class Line:
    number: int
    text: str


@dataclass(frozen=True)
class UnparsedLine:
    """A line that could not be parsed, and why."""

    number: int
    text: str
    why: UnparsedReason


@dataclass(frozen=True)
class WallNote:
    role_group: str
    prompt: int  # its place among the wall's prompts, from 0
    text: str
    breakout: int = 0  # which breakout of the role group wrote it; 0 when the wall does not say


@dataclass
class Wall:
    """The parsed wall."""

    role_groups: list[str] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)
    notes: list[WallNote] = field(default_factory=list)
    left_over: list[UnparsedLine] = field(default_factory=list)
    skipped: list[Line] = field(default_factory=list)
    names_removed: int = 0
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


def read_wall(text: str) -> Wall:
    """Read any text at all; what is no wall comes back as lines that were not understood."""
    lines = [Line(number, clean_line(line)) for number, line in enumerate(split_lines(text), 1)]
    return _Reader(lines).read()


def role_group_of(line: str) -> str | None:
    """The role group that this line is a heading of, however it is spelt; else None."""
    named = roles_named(without_mark(line))
    return named.pop() if named and len(named) == 1 else None


def breakout_number_of(line: str) -> int:
    """The number of the breakout that this heading names; 0 when it names none, or several."""
    line = without_mark(line)
    found = BREAKOUT_NUMBER.search(line)
    if found is None or len(re.findall(r"\d+", line)) > 1:
        return 0
    number = int(found[1] or found[2])
    return number if number <= MAX_BREAKOUTS else 0


def roles_named(text: str) -> set[str] | None:
    """The role groups that the text names; None when it says anything else, too."""
    words = [word for word in re.split(r"[^\w]+", text.casefold()) if word and not word.isdigit()]
    words = [word for word in words if word not in BESIDE_THE_ROLE]
    if text.rstrip().endswith("?") or not all(word in ROLE_OF_WORD for word in words):
        return None
    return {ROLE_OF_WORD[word] for word in words}


def template_of(prompt: str, role_group: str) -> str:
    """The prompt with {roll} and {övriga roller} where it names this group and the others."""
    own = sorted(
        (word for word, role in ROLE_OF_WORD.items() if role == role_group), key=len, reverse=True
    )
    either = "|".join(own)
    together = rf"(?:{either})(?:\s*(?:och|/|,|&)\s*(?:{either}))*"
    found = re.sub(
        rf"\b(?:som\s+{together}|i\s+(?:era\s+olika\s+roller|era\s+roller|er\s+roll))(?!\w)",
        "som {roll}",
        prompt,
        flags=re.IGNORECASE,
    )
    others = WORDS["sv"].as_others.keys() - {role_group}

    def as_others(match: re.Match[str]) -> str:
        return "({övriga roller})" if roles_named(match[1]) == others else match[0]

    return re.sub(r"\(([^()]*)\)", as_others, found)


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


def _key(prompt: str) -> str:
    """The same for two spellings of one prompt."""
    return re.sub(r"[\s?.:]+$", "", re.sub(r"\s+", " ", prompt)).casefold()


class _Reader:
    """Goes through the lines once; `pending` are those whose kind the next lines decide."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self.wall = Wall()
        self.known: dict[str, int] = {}  # each prompt's key, and its place
        has_headings = any(line.text and role_group_of(line.text) for line in lines)
        self.role_group = "" if has_headings else EVERYBODY
        self.breakout = 0
        self.prompt: int | None = None
        self.pending: list[Line] = []
        self.is_spaced = self._is_spaced()

    def _is_spaced(self) -> bool:
        """Whether blank lines stand between notes: then a note may have several lines."""
        texts = [line.text for line in self.lines]
        after = [text for here, text in zip(texts, texts[1:], strict=False) if SIGNED.search(here)]
        return 2 * sum(not text for text in after) >= len(after)

    def read(self) -> Wall:
        gap = False
        for line in self.lines:
            if not line.text:
                gap = True
            elif SIGNATURE.fullmatch(line.text):
                self._sign(line)
            elif NOISE.fullmatch(line.text):
                self.wall.skipped.append(line)
            else:
                if gap:
                    self._settle()
                gap = False
                self._take(line)
        self._settle()
        return self.wall

    def _take(self, line: Line) -> None:
        if role := role_group_of(line.text):
            self._settle()
            self.role_group, self.prompt = role, None
            self.breakout = breakout_number_of(line.text)
            return
        if self.role_group and (found := BREAKOUT.fullmatch(line.text)):
            self._settle()
            self.breakout = breakout_number_of(found[0])
            return
        if signed := SIGNED.search(line.text):
            self.pending.append(Line(line.number, line.text[: signed.start()]))
            self._note(is_named=signed["anonymous"] is None)
        else:
            self.pending.append(line)

    def _sign(self, line: Line) -> None:
        """A signature on a line of its own ends the note above it."""
        if self.pending and self.role_group:
            self._note(is_named=not re.search(_ANONYMOUS, line.text))
        else:
            self.wall.skipped.append(line)

    def _note(self, *, is_named: bool) -> None:
        lines, self.pending = self.pending, []
        if len(lines) > 1 and self._opens_with_question(lines[0].text):
            self._ask(lines.pop(0))
        text = "\n".join(BULLET.sub("", line.text) for line in lines).strip()
        self.wall.names_removed += is_named
        if not self.role_group:
            self._leave(lines, UnparsedReason.BEFORE)
        elif not text:
            self.wall.skipped += lines
        elif self.prompt is None:
            self._leave(lines, UnparsedReason.NO_PROMPT)
        else:
            parts = parts_of(text)
            self.wall.split += len(parts) > 1
            self.wall.notes += [
                WallNote(self.role_group, self.prompt, part, self.breakout) for part in parts
            ]
            self._is_used(self.role_group)

    def _opens_with_question(self, text: str) -> bool:
        if not self.role_group or not self._is_prompt(text):
            return False
        return not self.is_spaced or _key(template_of(text, self.role_group)) in self.known

    def _settle(self) -> None:
        """Handle lines without a signature: they are prompts, or not understood."""
        lines, self.pending = self.pending, []
        if not self.role_group:
            self._leave(lines, UnparsedReason.BEFORE)
            return
        if len(lines) > 1 and not any(self._is_prompt(line.text) for line in lines[:-1]):
            whole = " ".join(line.text for line in lines)
            if whole.endswith("?") and len(whole) <= MAX_PROMPT_LENGTH:
                lines = [Line(lines[0].number, whole)]
        for line in lines:
            if self._is_prompt(line.text):
                self._ask(line)
            else:
                self._leave([line], UnparsedReason.UNCLEAR)

    def _is_prompt(self, text: str) -> bool:
        said = without_mark(text)
        first = re.split(r"[\s:]", said.casefold())[0]
        if first in PROMPTS_WITHOUT_MARK and (":" in said or _key(said) == first):
            return True
        return said.endswith("?") or _key(template_of(said, self.role_group)) in self.known

    def _ask(self, line: Line) -> None:
        template = template_of(without_mark(line.text), self.role_group)
        if len(template) > MAX_PROMPT_LENGTH:
            self.prompt = None
            self._leave([line], UnparsedReason.LONG_PROMPT)
            return
        self.prompt = self.known.setdefault(_key(template), len(self.known))
        if self.prompt == len(self.wall.prompts):
            self.wall.prompts.append(template)
        self._is_used(self.role_group)

    def _is_used(self, role_group: str) -> None:
        if role_group not in self.wall.role_groups:
            self.wall.role_groups.append(role_group)

    def _leave(self, lines: list[Line], why: UnparsedReason) -> None:
        self.wall.left_over += [UnparsedLine(line.number, line.text, why) for line in lines]
